import { type CodeDeployApi } from '../aws/code-deploy-api';

let client: Promise<CodeDeployApi> | undefined;

/** The CodeDeploy client, loaded when it is first needed, so that it does not slow down a function's cold start. */
export async function codeDeploy(): Promise<CodeDeployApi> {
  client ??= import('@aws-sdk/client-codedeploy').then(({ CodeDeploy }) => new CodeDeploy({ maxAttempts: 5 }));
  return client;
}
