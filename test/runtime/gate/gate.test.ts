import { callOf, createGate, createHook, invoke } from '../support/gates';
import { HookScene } from '../support/hook-scene';
import { type Canary } from '../support/test-cloud';

jest.setTimeout(60_000);

const scene = HookScene.use();

/** A canary whose before-traffic hook has this body, and its gate. */
async function prepare(hookBody: string, options: { hookTimeout?: number; gateTimeout?: number; environment?: Record<string, string> } = {}) {
  const canary = await scene.cloud.createCanary();
  const hook = await createHook(scene.cloud, hookBody, options.hookTimeout);
  const gate = await createGate(scene.cloud, scene.proxy, canary, { BEFORE_TRAFFIC_HOOK_ARN: hook.arn, LATEST_URL: 'https://newest.example/', ...options.environment }, options.gateTimeout);
  return { canary, hook, gate };
}

const stepOf = (view: { lifecycleEvents: readonly { name: string; status: string }[] }, name: string) =>
  view.lifecycleEvents.find(event => event.name === name)!.status;

describe('the hook decides', () => {
  test('a hook that returns lets the rollout through', async () => {
    const { canary, hook, gate } = await prepare('return event;');
    const ended = await scene.cloud.ended(await scene.cloud.deploy(canary, '1', '2', { before: gate }));
    expect(ended.status).toBe('Succeeded');
    expect(await scene.cloud.runs(hook.name, 1)).toBe(1);
    expect(scene.reports()).toEqual(['Succeeded']);
    expect(await scene.cloud.alias(canary)).toEqual({ version: '2', weights: {} });
  });

  test.each([
    ['throws', 'throw new TypeError("price is missing");', undefined, 'price is missing'],
    ['crashes', 'process.exit(1);', undefined, 'failed: '],
    ['times out', 'await new Promise(resolve => setTimeout(resolve, 20_000));', 1, 'Task timed out after 1.00 seconds'],
  ])('a hook that %s fails the rollout, with the reason in one line of the log', async (_what, body, hookTimeout, reason) => {
    const { canary, gate, hook } = await prepare(body, { hookTimeout });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    const ended = await scene.cloud.ended(id);
    expect(ended.status).toBe('Failed');
    expect(stepOf(ended, 'BeforeAllowTraffic')).toBe('Failed');
    expect(scene.reports()).toContain('Failed');
    expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
    const line = await scene.cloud.logged(id, 'hook failed');
    expect(line).toMatchObject({ level: 'ERROR', status: 'Failed', lifecycleEvent: 'BeforeAllowTraffic' });
    expect(line.reason).toContain(hook.arn);
    expect(line.reason).toContain(reason);
  });

  test('a hook that outlasts the gate fails the rollout before the gate itself is cut off', async () => {
    const { canary, gate } = await prepare('await new Promise(resolve => setTimeout(resolve, 20_000));', { hookTimeout: 30, gateTimeout: 2 });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    const ended = await scene.cloud.ended(id);
    expect(stepOf(ended, 'BeforeAllowTraffic')).toBe('Failed');
    expect((await scene.cloud.logged(id, 'hook failed')).reason).toContain('did not answer before the gate\'s own timeout');
  });

  test('a hook that does not exist fails the rollout', async () => {
    const canary = await scene.cloud.createCanary();
    const gate = await createGate(scene.cloud, scene.proxy, canary, { BEFORE_TRAFFIC_HOOK_ARN: 'arn:aws:lambda:us-east-1:123456789012:function:gone' });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    expect((await scene.cloud.ended(id)).status).toBe('Failed');
    expect((await scene.cloud.logged(id, 'hook failed')).reason).toMatch(/function:gone could not be invoked: ResourceNotFoundException/);
  });

  test('without a hook the gate passes', async () => {
    const canary = await scene.cloud.createCanary();
    const gate = await createGate(scene.cloud, scene.proxy, canary, {});
    expect((await scene.cloud.ended(await scene.cloud.deploy(canary, '1', '2', { before: gate, after: gate }))).status).toBe('Succeeded');
    expect(scene.reports()).toEqual(['Succeeded', 'Succeeded']);
  });
});

describe('what a hook receives', () => {
  // The hook throws its event, so that the reason contains it.
  const toldTo = async (id: string) => JSON.parse(/Error: (\{.*\})/.exec((await scene.cloud.logged(id, 'hook failed')).reason)![1]);
  const expected = (canary: Canary, deploymentId: string, lifecycleEvent: string) => ({
    deploymentId,
    lifecycleEvent,
    functionName: canary.functionName,
    alias: 'live',
    currentVersion: '1',
    targetVersion: '2',
    targetVersionArn: `arn:aws:lambda:us-east-1:123456789012:function:${canary.functionName}:2`,
  });

  test('before traffic: everything about the rollout, and the newest URL', async () => {
    const { canary, gate } = await prepare('throw new Error(JSON.stringify(event));');
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    expect(await toldTo(id)).toEqual({ ...expected(canary, id, 'BeforeAllowTraffic'), latestUrl: 'https://newest.example/' });
  });

  test('after traffic: no URL if the canary has none', async () => {
    const canary = await scene.cloud.createCanary();
    const hook = await createHook(scene.cloud, 'throw new Error(JSON.stringify(event));');
    const gate = await createGate(scene.cloud, scene.proxy, canary, { AFTER_TRAFFIC_HOOK_ARN: hook.arn });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate, after: gate });
    expect(await toldTo(id)).toEqual(expected(canary, id, 'AfterAllowTraffic'));
  });
});

describe('rollback deployments', () => {
  test('pass without the hooks being invoked', async () => {
    const canary = await scene.cloud.createCanary();
    const before = await createHook(scene.cloud, 'return;');
    const after = await createHook(scene.cloud, 'throw new Error("no");');
    const gate = await createGate(scene.cloud, scene.proxy, canary, { BEFORE_TRAFFIC_HOOK_ARN: before.arn, AFTER_TRAFFIC_HOOK_ARN: after.arn });
    const failed = await scene.cloud.ended(await scene.cloud.deploy(canary, '1', '2', { before: gate, after: gate }));
    expect(failed.status).toBe('Failed');
    const rollback = failed.rollbackInfo!.rollbackDeploymentId!;
    expect((await scene.cloud.ended(rollback)).status).toBe('Succeeded');
    expect([await scene.cloud.runs(before.name, 1), await scene.cloud.runs(after.name, 1)]).toEqual([1, 1]);
    expect(scene.reports()).toEqual(['Succeeded', 'Failed', 'Succeeded', 'Succeeded']);
    expect((await scene.cloud.logged(rollback, 'hook passed')).reason).toBe('a rollback always passes: this one goes from version 2 to 1, created by codeDeployRollback');
    expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  });
});

describe('a stop while a hook runs', () => {
  const SLOW = 'await new Promise(resolve => setTimeout(resolve, 25_000));';

  test('is noticed: the gate waits no longer, and reports nothing that CodeDeploy does not want', async () => {
    const { canary, gate } = await prepare(SLOW, { hookTimeout: 30, environment: { CANARY_POLL_MILLIS: '50' } });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    await scene.proxy.waitFor('/invocations');
    await scene.cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
    expect((await scene.cloud.logged(id, 'nothing to report')).reason).toBe('the deployment ended while the hook was running: Stopped');
    expect((await scene.cloud.ended((await scene.cloud.ended(id)).rollbackInfo!.rollbackDeploymentId!)).status).toBe('Succeeded');
  });

  test('that is pending, since CodeDeploy waits for the hook, is answered with Failed', async () => {
    const { canary, gate } = await prepare(SLOW, { hookTimeout: 30, environment: { CANARY_POLL_MILLIS: '50' } });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    await scene.proxy.waitFor('/invocations');
    scene.proxy.plan('GetDeployment', {
      status: 200, type: '', body: { deploymentInfo: { status: 'InProgress', errorInformation: { code: 'MANUAL_STOP', message: 'stopped by Ann' } } },
    });
    expect((await scene.cloud.ended(id)).status).toBe('Failed');
    expect((await scene.cloud.logged(id, 'hook failed')).reason).toBe('the deployment was stopped while the hook was running: stopped by Ann');
  });

  test('that does not happen leaves the hook alone, and so does a look that fails', async () => {
    const { canary, gate } = await prepare('await new Promise(resolve => setTimeout(resolve, 3_000));', { environment: { CANARY_POLL_MILLIS: '20' } });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    await scene.proxy.waitFor('/invocations');
    scene.proxy.plan('GetDeployment', { status: 400, type: 'AccessDeniedException' });
    expect((await scene.cloud.ended(id)).status).toBe('Succeeded');
    expect(scene.reports()).toEqual(['Succeeded']);
  });
});

describe('reporting', () => {
  test.each([
    ['throttled', { status: 400, type: 'ThrottlingException' }],
    ['denied for a moment', { status: 400, type: 'AccessDeniedException' }],
    ['broken', { status: 500, type: 'InternalFailure' }],
  ])('is repeated while it is %s, without a second run of the hook', async (_what, fault) => {
    const { canary, hook, gate } = await prepare('return;');
    scene.proxy.plan('PutLifecycleEventHookExecutionStatus', ...Array.from({ length: 3 }, () => fault));
    const ended = await scene.cloud.ended(await scene.cloud.deploy(canary, '1', '2', { before: gate }));
    expect(ended.status).toBe('Succeeded');
    expect(scene.reports()).toHaveLength(4);
    expect(await scene.cloud.runs(hook.name, 1)).toBe(1);
  });

  test('counts even if its answer gets lost', async () => {
    const { canary, hook, gate } = await prepare('throw new Error("bad");');
    scene.proxy.plan('PutLifecycleEventHookExecutionStatus', { status: 500, type: 'InternalFailure', afterwards: true });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    expect((await scene.cloud.ended(id)).status).toBe('Failed');
    expect((await scene.cloud.logged(id, 'hook was answered before')).status).toBe('Failed');
    expect(await scene.cloud.runs(hook.name, 1)).toBe(1);
  });

  test('is left to the next delivery if CodeDeploy refuses it', async () => {
    const { canary, hook, gate } = await prepare('return;');
    scene.proxy.plan('PutLifecycleEventHookExecutionStatus', { status: 400, type: 'InvalidLifecycleEventHookExecutionIdException' });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    expect((await scene.cloud.ended(id)).status).toBe('Succeeded');
    expect((await scene.cloud.logged(id, 'hook status could not be reported')).status).toBe('Succeeded');
    expect(await scene.cloud.runs(hook.name, 2)).toBe(2); // Lambda tried again, and CodeDeploy still waited
  });
});

describe('a call that is delivered twice', () => {
  test('runs and reports nothing if the second comes late', async () => {
    const { canary, hook, gate } = await prepare('return;');
    await scene.cloud.ended(await scene.cloud.deploy(canary, '1', '2', { before: gate }));
    const again = await invoke(scene.cloud, gate, await callOf(scene.proxy));
    expect(again.error).toBeUndefined();
    expect(await scene.cloud.runs(hook.name, 1)).toBe(1);
    expect(scene.reports()).toEqual(['Succeeded']);
  });

  test('makes one effective report if both run at the same time', async () => {
    const { canary, gate } = await prepare('return;');
    // The first copy's report is held up long enough for the second to be under way.
    scene.proxy.plan('PutLifecycleEventHookExecutionStatus', ...Array.from({ length: 3 }, () => ({ status: 500, type: 'InternalFailure' })));
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    const copy = await invoke(scene.cloud, gate, await callOf(scene.proxy));
    expect(copy.error).toBeUndefined();
    expect((await scene.cloud.ended(id)).status).toBe('Succeeded');
  });
});

describe('permissions that have not spread yet', () => {
  test.each([
    ['reading the deployment', 'GetDeployment', 400],
    ['invoking the hook', '/invocations', 403],
  ])('are waited for: %s', async (_what, operation, status) => {
    const { canary, hook, gate } = await prepare('return;');
    scene.proxy.plan(operation, { status, type: 'AccessDeniedException' }, { status, type: 'AccessDeniedException' });
    expect((await scene.cloud.ended(await scene.cloud.deploy(canary, '1', '2', { before: gate }))).status).toBe('Succeeded');
    expect(scene.reports()).toEqual(['Succeeded']);
    expect(await scene.cloud.runs(hook.name, 1)).toBe(1);
  });
});

describe('what the gate can\'t find out fails the rollout', () => {
  test('a hook that it may not invoke', async () => {
    const { canary, gate } = await prepare('return;');
    scene.proxy.planAlways('/invocations', { status: 403, type: 'AccessDeniedException' });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    expect((await scene.cloud.ended(id)).status).toBe('Failed');
    expect((await scene.cloud.logged(id, 'hook failed')).reason).toContain('could not be invoked: AccessDeniedException');
  });

  test('a deployment that it may not read', async () => {
    const { canary, hook, gate } = await prepare('return;');
    scene.proxy.planAlways('GetDeployment', { status: 400, type: 'AccessDeniedException' });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    expect((await scene.cloud.ended(id)).status).toBe('Failed');
    expect(scene.proxy.of('GetDeployment').length).toBeGreaterThan(2); // not at the first refusal
    expect((await scene.cloud.logged(id, 'hook failed')).reason).toMatch(/^the gate could not judge: AccessDeniedException/);
    expect(await scene.cloud.runs(hook.name, 0)).toBe(0);
  });

  test('an incomplete configuration', async () => {
    const canary = await scene.cloud.createCanary();
    const gate = await createGate(scene.cloud, scene.proxy, canary, { CANARY_FUNCTION_ARN: '' });
    const id = await scene.cloud.deploy(canary, '1', '2', { before: gate });
    expect((await scene.cloud.ended(id)).status).toBe('Failed');
    expect((await scene.cloud.logged(id, 'hook failed')).reason)
      .toBe('the gate could not judge: environment variable CANARY_FUNCTION_ARN must be set, got: undefined');
  });
});
