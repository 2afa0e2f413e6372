import { type CodeDeployApi } from '../aws/code-deploy-api';
import { type AliasPosition, type AliasRecord, toPosition } from '../aws/hook-stage';

// Each client is loaded when it is first needed, so that it does not slow down a function's cold start. The `catch` makes a bundler leave a
// client that it can't find to the Lambda runtime, which has it. In a function without a fixed runtime the CDK bundles `@aws-sdk/*`, and a new
// CDK app has not installed it (esbuild: "Could not resolve").

interface LambdaApi {
  getAlias(input: { FunctionName: string; Name: string }): Promise<AliasRecord>;
}

let codeDeployClient: Promise<CodeDeployApi> | undefined;
let lambdaClient: Promise<LambdaApi> | undefined;

export async function codeDeploy(): Promise<CodeDeployApi> {
  codeDeployClient ??= import('@aws-sdk/client-codedeploy').catch(missing('@aws-sdk/client-codedeploy'))
    .then(({ CodeDeploy }) => new CodeDeploy({ maxAttempts: 5 }));
  return codeDeployClient;
}

/** Reads what an alias points at. */
export async function readAlias(FunctionName: string, Name: string): Promise<AliasPosition | undefined> {
  lambdaClient ??= import('@aws-sdk/client-lambda').catch(missing('@aws-sdk/client-lambda')).then(({ Lambda }) => new Lambda({}));
  return toPosition(await (await lambdaClient).getAlias({ FunctionName, Name }));
}

function missing(name: string): (cause: unknown) => never {
  return cause => {
    throw new Error(`the hook SDK must find ${name}, got: no such module. Use a Node.js runtime of Lambda, which has it, `
      + `or install it beside the hook (npm install ${name})`, { cause });
  };
}
