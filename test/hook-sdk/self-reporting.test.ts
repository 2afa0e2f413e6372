import { rollout } from '../../src/hook-sdk';
import { callOf, invoke } from '../runtime/support/gates';
import { HookScene } from '../runtime/support/hook-scene';
import { createSelfReportingHook } from '../runtime/support/self-reporting';

jest.setTimeout(60_000);

const scene = HookScene.use();

/** Runs a deployment whose before-traffic hook has this body, until it ends. */
async function deployWith(body: string, options: { timeout?: number; environment?: Record<string, string> } = {}) {
  const canary = await scene.cloud.createCanary();
  const hook = await createSelfReportingHook(scene.cloud, scene.proxy, body, options);
  const id = await scene.cloud.deploy(canary, '1', '2', { before: hook });
  return { canary, hook, id, ended: await scene.cloud.ended(id) };
}

test('a hook that reports Succeeded lets the rollout through', async () => {
  const { ended } = await deployWith('await rollout.report(event, "Succeeded", "test order placed");');
  expect(ended.status).toBe('Succeeded');
  expect(scene.reports()).toEqual(['Succeeded']);
});

test('a hook that reports Failed fails the rollout, with its reason in the log', async () => {
  const { ended, id } = await deployWith('await rollout.report(event, "Failed", "the new version answers 500");');
  expect(ended.status).toBe('Failed');
  expect(await scene.cloud.logged(id, 'hook reported')).toMatchObject({ level: 'ERROR', status: 'Failed', reason: 'the new version answers 500' });
});

test.each([
  ['throws', 'throw new RangeError("no stock");', 'the hook failed: RangeError: no stock'],
  ['returns without reporting', 'return;', 'the hook returned without reporting'],
])('a hook that %s fails the rollout', async (_what, body, reason) => {
  const { ended, id } = await deployWith(body);
  expect(ended.status).toBe('Failed');
  expect(scene.reports()).toEqual(['Failed']);
  expect((await scene.cloud.logged(id, 'hook reported')).reason).toBe(reason);
});

test('a hook that is about to time out fails the rollout', async () => {
  const { ended, id } = await deployWith('await new Promise(() => setTimeout(() => undefined, 20_000));', { timeout: 2 });
  expect(ended.status).toBe('Failed');
  expect((await scene.cloud.logged(id, 'hook reported')).reason).toBe('time is up: the hook is about to time out');
});

test('a hook receives everything about the rollout', async () => {
  const { canary, id } = await deployWith('throw new Error(JSON.stringify(event));', { environment: { LATEST_URL: 'https://newest.example/' } });
  const told = JSON.parse((await scene.cloud.logged(id, 'hook reported')).reason.replace('the hook failed: ', ''));
  expect(told).toEqual({
    deploymentId: id,
    lifecycleEvent: 'BeforeAllowTraffic',
    functionName: canary.functionName,
    alias: 'live',
    currentVersion: '1',
    targetVersion: '2',
    targetVersionArn: `arn:aws:lambda:us-east-1:123456789012:function:${canary.functionName}:2`,
    latestUrl: 'https://newest.example/',
    lifecycleEventHookExecutionId: (await callOf(scene.proxy)).LifecycleEventHookExecutionId,
  });
});

test('a report that is not awaited still counts: the handler does not return before it is made', async () => {
  const canary = await scene.cloud.createCanary();
  const silent = scene.cloud.name('silent');
  const id = await scene.cloud.deploy(canary, '1', '2', { before: await scene.cloud.createFunction(silent) && silent });
  await scene.cloud.step(id, 'BeforeAllowTraffic', 'InProgress');
  // In this process: Lambda freezes a function when it returns, but the local cloud does not.
  Object.assign(process.env, scene.cloud.cloud.environment, { AWS_ENDPOINT_URL: scene.proxy.url });
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  scene.proxy.plan('PutLifecycleEventHookExecutionStatus', { status: 500, type: 'InternalFailure' }, { status: 200, type: '', body: {} });
  const handler = rollout.handler(event => void rollout.report(event, 'Succeeded'));
  await handler({ DeploymentId: id, LifecycleEventHookExecutionId: 'in-process' }, {
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:hook', getRemainingTimeInMillis: () => 30_000,
  });
  expect(scene.reports()).toEqual(['Succeeded', 'Succeeded']);
});

test('the same report twice is one report', async () => {
  const { ended } = await deployWith('await rollout.report(event, "Succeeded"); await rollout.report({ ...event }, "Succeeded");');
  expect(ended.status).toBe('Succeeded');
  expect(scene.reports()).toEqual(['Succeeded']);
});

test('a contrary report is an error, and the first one stands', async () => {
  const { ended, id } = await deployWith('await rollout.report(event, "Succeeded"); await rollout.report(event, "Failed");');
  expect(ended.status).toBe('Succeeded');
  expect((await scene.cloud.logged(id, 'the hook failed after its report')).reason)
    .toBe(`the hook failed: the hook of deployment ${id} must report one status only, got: Failed after Succeeded`);
  expect(scene.reports()).toEqual(['Succeeded']);
});

test('a report is repeated until CodeDeploy accepts it', async () => {
  scene.proxy.plan('PutLifecycleEventHookExecutionStatus', { status: 400, type: 'ThrottlingException' }, { status: 500, type: 'InternalFailure' });
  const { ended } = await deployWith('await rollout.report(event, "Succeeded");');
  expect(ended.status).toBe('Succeeded');
  expect(scene.reports()).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
});

test('a report counts if its answer gets lost', async () => {
  scene.proxy.plan('PutLifecycleEventHookExecutionStatus', { status: 500, type: 'InternalFailure', afterwards: true });
  const { ended, id } = await deployWith('await rollout.report(event, "Succeeded");');
  expect(ended.status).toBe('Succeeded');
  expect((await scene.cloud.logged(id, 'hook was answered before')).status).toBe('Succeeded');
});

test('a report that CodeDeploy refuses is left to the next delivery', async () => {
  // The hook's own report, then the SDK's report that the hook threw.
  const fault = { status: 400, type: 'InvalidLifecycleEventHookExecutionIdException' };
  scene.proxy.plan('PutLifecycleEventHookExecutionStatus', fault, fault);
  const { ended, hook } = await deployWith('await rollout.report(event, "Succeeded");');
  expect(ended.status).toBe('Succeeded');
  expect(await scene.cloud.runs(hook, 2)).toBe(2);
});

test('a late copy of the call does not run the hook', async () => {
  const { hook } = await deployWith('await rollout.report(event, "Succeeded");');
  expect((await invoke(scene.cloud, hook, await callOf(scene.proxy))).error).toBeUndefined();
  expect(scene.reports()).toEqual(['Succeeded']);
});

test('a rollback passes without running the hook', async () => {
  const canary = await scene.cloud.createCanary();
  const hook = await createSelfReportingHook(scene.cloud, scene.proxy, 'throw new Error("never again");');
  const failed = await scene.cloud.ended(await scene.cloud.deploy(canary, '1', '2', { before: hook }));
  const rollback = failed.rollbackInfo!.rollbackDeploymentId!;
  expect((await scene.cloud.ended(rollback)).status).toBe('Succeeded');
  expect(await scene.cloud.logged(rollback, 'hook reported')).toMatchObject({ status: 'Succeeded', reason: 'a rollback always passes' });
  expect(scene.reports()).toEqual(['Failed', 'Succeeded']);
});

test('waits for a permission to read that has not spread yet', async () => {
  scene.proxy.plan('GetDeployment', { status: 400, type: 'AccessDeniedException' }, { status: 400, type: 'AccessDeniedException' });
  const { ended } = await deployWith('await rollout.report(event, "Succeeded");');
  expect(ended.status).toBe('Succeeded');
});

describe('reportLater', () => {
  /** A deployment whose hook has this body and hands over to another process. */
  async function handedOver(body: string) {
    const canary = await scene.cloud.createCanary();
    const hook = await createSelfReportingHook(scene.cloud, scene.proxy, body);
    const id = await scene.cloud.deploy(canary, '1', '2', { before: hook });
    return { canary, hook, id };
  }

  const HANDS_OVER = 'rollout.reportLater(event); console.log(JSON.stringify({ message: "handle", handle: [event.deploymentId, event.lifecycleEventHookExecutionId] }));';

  test.each([['Succeeded', 'Succeeded'], ['Failed', 'Failed']] as const)('another process reports %s, knowing only the two ids', async (status, end) => {
    const { hook, id } = await handedOver(HANDS_OVER);
    const { handle: [deploymentId, lifecycleEventHookExecutionId] } = await scene.cloud.logged(id, 'handle');
    expect(await scene.cloud.logged(id, 'the hook reports later')).toMatchObject({ level: 'INFO' });
    expect(await scene.cloud.runs(hook, 1)).toBe(1);
    expect(scene.reports()).toEqual([]); // returning did not count as failing
    // This process is not the hook's.
    Object.assign(process.env, scene.cloud.cloud.environment, { AWS_ENDPOINT_URL: scene.proxy.url });
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await jest.isolateModulesAsync(async () => {
      const elsewhere = jest.requireActual<{ rollout: typeof rollout }>('../../src/hook-sdk').rollout;
      await elsewhere.report({ deploymentId, lifecycleEventHookExecutionId }, status);
    });
    expect((await scene.cloud.ended(id)).status).toBe(end);
    expect(scene.reports()).toEqual([status]);
  });

  test('a hook that throws afterwards fails the rollout', async () => {
    const { id } = await handedOver('rollout.reportLater(event); throw new Error("the queue is full");');
    expect((await scene.cloud.ended(id)).status).toBe('Failed');
    expect((await scene.cloud.logged(id, 'hook reported')).reason).toBe('the hook failed: the queue is full');
  });

  test('after a report it is an error', async () => {
    const { id } = await handedOver('await rollout.report(event, "Succeeded"); rollout.reportLater(event);');
    expect((await scene.cloud.ended(id)).status).toBe('Succeeded');
    expect((await scene.cloud.logged(id, 'the hook failed after its report')).reason)
      .toBe(`the hook failed: reportLater() must come before any report, got: the hook of deployment ${id} has reported Succeeded`);
  });
});

test('a deployment that can\'t be read fails', async () => {
  scene.proxy.planAlways('GetDeployment', { status: 400, type: 'AccessDeniedException' });
  const { ended, id } = await deployWith('await rollout.report(event, "Succeeded");');
  expect(ended.status).toBe('Failed');
  expect((await scene.cloud.logged(id, 'hook reported')).reason).toMatch(/^the hook failed: AccessDeniedException/);
});
