import { setTimeout as delay } from 'node:timers/promises';
import { createGate, createHook, invoke } from '../support/gates';
import { HookScene } from '../support/hook-scene';

jest.setTimeout(60_000);

const scene = HookScene.use();

const BAKE_ROLE_ARN = 'arn:aws:iam::123456789012:role/bake';

/** A canary with one alarm, which CodeDeploy itself does not watch, and a bake that the test ends itself. */
async function prepare(environment: Record<string, string> = {}) {
  const alarm = await scene.cloud.createAlarm();
  const canary = await scene.cloud.createCanary({ alarms: [alarm] });
  const hook = await createHook(scene.cloud, 'return;');
  const gate = await createGate(scene.cloud, scene.proxy, canary, {
    AFTER_TRAFFIC_HOOK_ARN: hook.arn, BAKE_SECONDS: '3600', BAKE_ROLE_ARN, CANARY_TIME_SCALE: '3600', ...environment,
  });
  const deploy = async () => scene.cloud.deploy(canary, '1', '2', { before: gate, after: gate, blind: true });
  /** Waits until the bake has begun. Returns the request that created the schedule. */
  const bakeBegun = async () => (await scene.proxy.waitFor('POST /schedules/')).body;
  /** Does what the schedule does when the bake ends. */
  const endBake = async (change: object = {}) => {
    const end = { ...JSON.parse((await bakeBegun()).Target.Input), ...change };
    await scene.cloud.lambda.invoke({ FunctionName: gate, InvocationType: 'Event', Payload: JSON.stringify(end) });
  };
  return { alarm, canary, hook, gate, deploy, bakeBegun, endBake };
}

test.each([
  ['gate may not create the schedule yet', { status: 403, type: 'AccessDeniedException' }],
  ['gate\'s role may not be assumed yet', {
    status: 400,
    type: 'ValidationException',
    body: {
      __type: 'ValidationException', message: 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    },
  }],
])('begins though the %s', async (_what, fault) => {
  const { deploy } = await prepare({ BAKE_SECONDS: '120' });
  scene.proxy.plan('POST /schedules/', fault, fault);
  expect((await scene.cloud.ended(await deploy())).status).toBe('Succeeded');
  expect(scene.proxy.of('POST /schedules/')).toHaveLength(3);
});

test('holds the rollout with a schedule and passes if no alarm fired', async () => {
  const { canary, gate, deploy, bakeBegun } = await prepare({ BAKE_SECONDS: '120' }); // two seconds
  const id = await deploy();
  const schedule = await bakeBegun();
  expect(schedule).toMatchObject({
    ScheduleExpression: expect.stringMatching(/^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/),
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: { Arn: `arn:aws:lambda:us-east-1:123456789012:function:${gate}`, RoleArn: BAKE_ROLE_ARN, RetryPolicy: { MaximumRetryAttempts: 10 } },
  });
  expect(JSON.parse(schedule.Target.Input)).toMatchObject({ kind: 'BakeEnd', deploymentId: id });
  expect((await scene.cloud.logged(id, 'nothing to report')).reason).toContain('baking until');
  expect(scene.reports()).toEqual(['Succeeded']); // before traffic only: the bake reports later

  expect((await scene.cloud.ended(id)).status).toBe('Succeeded');
  expect(scene.reports()).toEqual(['Succeeded', 'Succeeded']);
  expect(await scene.cloud.alias(canary)).toEqual({ version: '2', weights: {} });
});

test('fails if an alarm is in ALARM when it ends', async () => {
  const { alarm, canary, deploy, bakeBegun, endBake } = await prepare();
  const id = await deploy();
  await bakeBegun();
  await scene.cloud.setAlarm(alarm, 'ALARM');
  await endBake();
  const ended = await scene.cloud.ended(id);
  expect(ended.status).toBe('Failed');
  expect((await scene.cloud.logged(id, 'hook failed')).reason).toBe(`alarm fired during the rollout: ${alarm}`);
  await scene.cloud.ended(ended.rollbackInfo!.rollbackDeploymentId!);
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('fails if an alarm fired and recovered meanwhile', async () => {
  const { alarm, deploy, bakeBegun, endBake } = await prepare();
  const id = await deploy();
  await bakeBegun();
  await scene.cloud.setAlarm(alarm, 'ALARM');
  await scene.cloud.setAlarm(alarm, 'OK');
  await endBake();
  expect((await scene.cloud.ended(id)).status).toBe('Failed');
  expect((await scene.cloud.logged(id, 'hook failed')).reason).toBe(`alarm fired during the rollout: ${alarm}`);
});

test('fails if an alarm fired and recovered between the shift and its beginning', async () => {
  const alarm = await scene.cloud.createAlarm();
  const canary = await scene.cloud.createCanary({ alarms: [alarm] });
  const hook = await createHook(scene.cloud, RINGS(alarm));
  const gate = await createGate(scene.cloud, scene.proxy, canary, { AFTER_TRAFFIC_HOOK_ARN: hook.arn, BAKE_SECONDS: '120', BAKE_ROLE_ARN });
  const id = await scene.cloud.deploy(canary, '1', '2', { after: gate, blind: true });
  expect((await scene.cloud.ended(id)).status).toBe('Failed');
  expect((await scene.cloud.logged(id, 'hook failed')).reason).toBe(`alarm fired during the rollout: ${alarm}`);
});

test('passes if an alarm had fired and recovered before the deployment', async () => {
  const { alarm, deploy } = await prepare({ BAKE_SECONDS: '120' });
  await scene.cloud.setAlarm(alarm, 'ALARM');
  await scene.cloud.setAlarm(alarm, 'OK');
  await delay(1_100); // the history is asked for by whole seconds
  expect((await scene.cloud.ended(await deploy())).status).toBe('Succeeded');
});

test('does not end before it is due, even if a caller says so', async () => {
  const { gate, deploy, bakeBegun } = await prepare({ CANARY_TIME_SCALE: '60' });
  const id = await deploy();
  const { Target: { Input } } = await bakeBegun();
  const early = await invoke(scene.cloud, gate, { ...JSON.parse(Input), bakeStarted: '2020-01-01T00:00:00.000Z' });
  expect(early.error).toBeUndefined();
  expect(scene.reports()).toEqual(['Succeeded']); // before traffic only
  await scene.cloud.codeDeploy.stopDeployment({ deploymentId: id });
});

test('asks for composite alarms only if it needs one', async () => {
  const { deploy } = await prepare({ BAKE_SECONDS: '120', AWS_ENDPOINT_URL_CLOUDWATCH: scene.proxy.url });
  expect((await scene.cloud.ended(await deploy())).status).toBe('Succeeded');
  const asked = [...scene.proxy.of('DescribeAlarms'), ...scene.proxy.of('DescribeAlarmHistory')].map(call => JSON.stringify(call.body));
  expect(asked.length).toBeGreaterThanOrEqual(2);
  expect(asked.join()).not.toContain('CompositeAlarm');
});

test('fails if an alarm can\'t be read', async () => {
  const { alarm, deploy, bakeBegun, endBake } = await prepare();
  const id = await deploy();
  await bakeBegun();
  await scene.cloud.cloudWatch.deleteAlarms({ AlarmNames: [alarm] });
  await endBake();
  expect((await scene.cloud.ended(id)).status).toBe('Failed');
  expect((await scene.cloud.logged(id, 'hook failed')).reason).toBe(`the gate could not judge: alarms must exist to be read, got no alarm named: ${alarm}`);
});

test('fails if it can\'t be scheduled', async () => {
  const { deploy } = await prepare();
  scene.proxy.planAlways('POST /schedules/', { status: 403, type: 'AccessDeniedException' });
  const id = await deploy();
  expect((await scene.cloud.ended(id)).status).toBe('Failed');
  expect((await scene.cloud.logged(id, 'hook failed')).reason).toContain('AccessDeniedException');
});

test('begins once though the call is delivered twice', async () => {
  const { gate, deploy, bakeBegun, endBake } = await prepare();
  const id = await deploy();
  const { LifecycleEventHookExecutionId } = toCall((await bakeBegun()).Target.Input);
  const copy = await invoke(scene.cloud, gate, { DeploymentId: id, LifecycleEventHookExecutionId });
  expect(copy.error).toBeUndefined();
  expect(new Set(scene.proxy.of('POST /schedules/').map(call => call.operation)).size).toBe(1); // the same name, so the second is refused
  await endBake();
  expect((await scene.cloud.ended(id)).status).toBe('Succeeded');
  expect(scene.reports()).toEqual(['Succeeded', 'Succeeded']);
});

test('does not begin if the hook failed', async () => {
  const hook = await createHook(scene.cloud, 'throw new Error("no");');
  const { deploy } = await prepare({ AFTER_TRAFFIC_HOOK_ARN: hook.arn });
  expect((await scene.cloud.ended(await deploy())).status).toBe('Failed');
  expect(scene.proxy.of('POST /schedules/')).toHaveLength(0);
});

test('holds a rollout that has no hook of its own', async () => {
  const { deploy, endBake } = await prepare({ AFTER_TRAFFIC_HOOK_ARN: '' });
  const id = await deploy();
  await endBake();
  expect((await scene.cloud.ended(id)).status).toBe('Succeeded');
});

test('is over when the deployment is stopped, and holds up no rollback', async () => {
  const { gate, deploy, bakeBegun } = await prepare();
  const id = await deploy();
  const { Target: { Input } } = await bakeBegun();
  await scene.cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
  const stopped = await scene.cloud.ended(id);
  expect((await scene.cloud.ended(stopped.rollbackInfo!.rollbackDeploymentId!)).status).toBe('Succeeded');
  const before = scene.reports().length;
  expect((await invoke(scene.cloud, gate, JSON.parse(Input))).error).toBeUndefined();
  expect(scene.reports()).toHaveLength(before); // the gate does not even try to report for an event that is over
  expect(scene.proxy.of('POST /schedules/')).toHaveLength(1);
});

const RINGS = (AlarmName: string) => `
  const { CloudWatch } = require('@aws-sdk/client-cloudwatch');
  for (const StateValue of ['ALARM', 'OK']) await new CloudWatch({}).setAlarmState({ AlarmName: '${AlarmName}', StateValue, StateReason: 'x' });`;

function toCall(input: string): { LifecycleEventHookExecutionId: string } {
  return { LifecycleEventHookExecutionId: JSON.parse(input).lifecycleEventHookExecutionId };
}
