import { bundle } from './bundles';
import { type FaultProxy } from './fault-proxy';
import { type Canary, type TestCloud } from './test-cloud';

/** The gate as it ships, in a function of its own; its calls to CodeDeploy, Lambda and Scheduler go through the proxy. */
export async function createGate(
  cloud: TestCloud, proxy: FaultProxy, canary: Canary, environment: Record<string, string>, timeout?: number,
): Promise<string> {
  const name = cloud.name('gate');
  await cloud.createFunction(name, {
    code: await bundle('gate'),
    timeout,
    environment: {
      CANARY_FUNCTION_ARN: `arn:aws:lambda:us-east-1:123456789012:function:${canary.functionName}`,
      CANARY_ALIAS: canary.aliasName,
      AWS_ENDPOINT_URL_CODEDEPLOY: proxy.url,
      AWS_ENDPOINT_URL_LAMBDA: proxy.url,
      AWS_ENDPOINT_URL_SCHEDULER: proxy.url,
      ...environment,
    },
  });
  return name;
}

/** A user's hook with this body, in which `event` is the event. */
export async function createHook(cloud: TestCloud, body: string, timeout?: number): Promise<{ name: string; arn: string }> {
  const name = cloud.name('hook');
  return { name, arn: await cloud.createFunction(name, { code: `exports.handler = async event => { ${body} };`, timeout }) };
}

/** What CodeDeploy sent to the gate, taken from the gate's report. */
export async function callOf(proxy: FaultProxy) {
  const { body } = await proxy.waitFor('PutLifecycleEventHookExecutionStatus');
  return { DeploymentId: body.deploymentId as string, LifecycleEventHookExecutionId: body.lifecycleEventHookExecutionId as string };
}

/** Invokes a function and waits for its answer. */
export async function invoke(cloud: TestCloud, FunctionName: string, event: object) {
  const { FunctionError, Payload } = await cloud.lambda.invoke({ FunctionName, Payload: JSON.stringify(event) });
  return { error: FunctionError, payload: Buffer.from(Payload ?? []).toString() };
}
