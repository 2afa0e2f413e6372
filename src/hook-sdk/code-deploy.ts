import { type CodeDeployApi } from '../aws/code-deploy-api';

// The `catch` has a bundler leave a client that it can't find to the Lambda runtime, which has it: where the function's runtime is no
// fixed one, the CDK has `@aws-sdk/*` bundled, and a new CDK app does not have it (esbuild: "Could not resolve").

let client: Promise<CodeDeployApi> | undefined;

/** The CodeDeploy client, loaded when it is first needed, so that it does not slow down a function's cold start. */
export async function codeDeploy(): Promise<CodeDeployApi> {
  client ??= import('@aws-sdk/client-codedeploy').catch(missing).then(({ CodeDeploy }) => new CodeDeploy({ maxAttempts: 5 }));
  return client;
}

function missing(cause: unknown): never {
  throw new Error('the hook SDK must find @aws-sdk/client-codedeploy, got: no such module. Use a Node.js runtime of Lambda, which has it, '
    + 'or install it beside the hook (npm install @aws-sdk/client-codedeploy)', { cause });
}
