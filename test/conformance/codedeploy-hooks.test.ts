import { type LifecycleEventStatus } from '@aws-sdk/client-codedeploy';
import { Subject, testOfHours } from './subject';
import { Canary } from './support/canary';
import { Recorder } from './support/recorder';

let subject: Subject;
/** The hook of all deployments in this file: records CodeDeploy's events and leaves the report to the test. */
let hook: Recorder;

beforeAll(async () => {
  // An hour must be long enough for a cold start, and short enough for a test to wait that long.
  subject = await Subject.start({ minute: 100 });
  hook = await Recorder.create(subject);
});
afterAll(async () => subject.stop());

/** The n-th call of the hook for a deployment: once before, once after the traffic. */
async function call(deploymentId: string, n = 1): Promise<any> {
  const calls = async () => (await hook.events()).filter(event => event.DeploymentId === deploymentId);
  return subject.until('the hook must be called', 5, async () => (await calls())[n - 1]);
}

const report = (deploymentId: string | undefined, lifecycleEventHookExecutionId: string | undefined, status: LifecycleEventStatus) =>
  subject.codeDeploy.putLifecycleEventHookExecutionStatus({ deploymentId, lifecycleEventHookExecutionId, status });

// SAM: "CodeDeploy invokes the hook function asynchronously"; any caller may report. CDG reference-appspec-file-structure-hooks: the two ids.
test('a hook gets two ids and nothing else, before any traffic and after all of it; the deployment waits for its reports', async () => {
  const canary = await Canary.create(subject);
  const id = await canary.deploy('1', '2', { before: hook.name, after: hook.name });
  const before = await call(id);
  expect(before).toEqual({ DeploymentId: id, LifecycleEventHookExecutionId: expect.stringMatching(/./) });
  expect(await canary.alias()).toEqual({ version: '1', weights: {} });
  expect(await canary.steps(id)).toEqual(['BeforeAllowTraffic InProgress', 'AllowTraffic Pending', 'AfterAllowTraffic Pending']);
  await report(id, before.LifecycleEventHookExecutionId, 'Succeeded');
  const after = await call(id, 2);
  expect(await canary.alias()).toEqual({ version: '2', weights: {} });
  expect(await canary.steps(id)).toEqual(['BeforeAllowTraffic Succeeded', 'AllowTraffic Succeeded', 'AfterAllowTraffic InProgress']);
  expect(after.LifecycleEventHookExecutionId).not.toBe(before.LifecycleEventHookExecutionId);
  const { lifecycleEventHookExecutionId } = await report(id, after.LifecycleEventHookExecutionId, 'Succeeded');
  expect(lifecycleEventHookExecutionId).toBe(after.LifecycleEventHookExecutionId);
  expect((await canary.ended(id)).status).toBe('Succeeded');
});

test('the first report counts, a later one is refused (API LifecycleEventAlreadyCompletedException)', async () => {
  const canary = await Canary.create(subject);
  const id = await canary.deploy('1', '2', { before: hook.name });
  const { LifecycleEventHookExecutionId } = await call(id);
  await report(id, LifecycleEventHookExecutionId, 'Failed');
  await expect(report(id, LifecycleEventHookExecutionId, 'Succeeded')).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
  expect((await canary.ended(id)).status).toBe('Failed');
});

test('of two simultaneous reports one counts, and the other is refused (API LifecycleEventAlreadyCompletedException)', async () => {
  const canary = await Canary.create(subject);
  const id = await canary.deploy('1', '2', { before: hook.name });
  const { LifecycleEventHookExecutionId } = await call(id);
  const verdicts = ['Failed', 'Succeeded'] as const;
  const answers = await Promise.allSettled(verdicts.map(status => report(id, LifecycleEventHookExecutionId, status)));
  const counted = verdicts.filter((_status, i) => answers[i].status === 'fulfilled');
  expect(counted).toEqual([(await canary.ended(id)).status]);
});

test('a hook that fails before any traffic: no traffic moves (CDG deployment-steps-lambda; the code is one of API ErrorCode)', async () => {
  const canary = await Canary.create(subject);
  const id = await canary.deploy('1', '2', { before: hook.name });
  await report(id, (await call(id)).LifecycleEventHookExecutionId, 'Failed');
  const { status, errorInformation, rollbackInfo } = await canary.ended(id);
  expect([status, errorInformation!.code]).toEqual(['Failed', 'HOOK_EXECUTION_FAILURE']);
  // The group has no automatic rollback.
  expect(rollbackInfo?.rollbackDeploymentId).toBeUndefined();
  // "Skipped" is inferred.
  expect(await canary.steps(id)).toEqual(['BeforeAllowTraffic Failed', 'AllowTraffic Skipped', 'AfterAllowTraffic Skipped']);
  expect((await canary.target(id)).lambdaFunctionInfo!.targetVersionWeight).toBe(0);
  expect(await canary.alias()).toEqual({ version: '1', weights: {} });
});

test('a hook that fails after all traffic: a rollback puts the alias back, whether it calls hooks or not (API, SAM)', async () => {
  const canary = await Canary.create(subject, { rollback: ['DEPLOYMENT_FAILURE'] });
  const id = await canary.deploy('1', '2', { after: hook.name });
  await report(id, (await call(id)).LifecycleEventHookExecutionId, 'Failed');
  expect((await canary.ended(id)).status).toBe('Failed');
  const rollbackId = (await canary.deployment(id)).rollbackInfo!.rollbackDeploymentId!;
  await subject.until('the rollback must end', 5, async () => {
    for (const { LifecycleEventHookExecutionId } of (await hook.events()).filter(event => event.DeploymentId === rollbackId)) {
      await report(rollbackId, LifecycleEventHookExecutionId, 'Succeeded').catch(() => undefined);
    }
    return (await canary.deployment(rollbackId)).status === 'Succeeded';
  });
  expect(await canary.alias()).toEqual({ version: '1', weights: {} });
});

test('a hook that does not exist fails the deployment (CDG reference-appspec-file-structure-hooks)', async () => {
  const canary = await Canary.create(subject);
  const id = await canary.deploy('1', '2', { before: 'CodeDeployHook_none' });
  expect((await canary.ended(id)).status).toBe('Failed');
  expect((await canary.steps(id))[0]).toBe('BeforeAllowTraffic Failed');
  expect(await canary.alias()).toEqual({ version: '1', weights: {} });
});

// API: "only Succeeded and Failed can be passed successfully"; the errors of PutLifecycleEventHookExecutionStatus.
test('takes a report only as Succeeded or Failed, and only for an execution of that deployment', async () => {
  const [one, other] = [await Canary.create(subject), await Canary.create(subject)];
  const [id, otherId] = [await one.deploy('1', '2', { before: hook.name }), await other.deploy('1', '2', { before: hook.name })];
  const execution = (await call(id)).LifecycleEventHookExecutionId;
  const foreign = (await call(otherId)).LifecycleEventHookExecutionId;
  for (const status of ['Pending', 'InProgress', 'Skipped', 'Unknown'] as const) {
    await expect(report(id, execution, status)).rejects.toMatchObject({ name: 'InvalidLifecycleEventHookExecutionStatusException' });
  }
  for (const wrong of [foreign, 'unknown', undefined]) {
    await expect(report(id, wrong, 'Succeeded')).rejects.toMatchObject({ name: 'InvalidLifecycleEventHookExecutionIdException' });
  }
  await expect(report(undefined, execution, 'Succeeded')).rejects.toMatchObject({ name: 'DeploymentIdRequiredException' });
  await expect(report('nonsense', execution, 'Succeeded')).rejects.toMatchObject({ name: 'InvalidDeploymentIdException' });
  await expect(report('d-AAAAAAAAA', execution, 'Succeeded')).rejects.toMatchObject({ name: 'DeploymentDoesNotExistException' });
  // None of these calls counted as a report.
  await report(id, execution, 'Succeeded');
  await report(otherId, foreign, 'Succeeded');
  expect([(await one.ended(id)).status, (await other.ended(otherId)).status]).toEqual(['Succeeded', 'Succeeded']);
});

testOfHours('a hook that does not report within an hour fails the deployment, and its late report is refused (CDG limits)', async () => {
  const canary = await Canary.create(subject);
  const id = await canary.deploy('1', '2', { before: hook.name });
  const { LifecycleEventHookExecutionId } = await call(id);
  expect((await canary.ended(id, 70)).status).toBe('Failed');
  expect((await canary.steps(id))[0]).toBe('BeforeAllowTraffic Failed');
  expect(await canary.minutesOf(id, 'BeforeAllowTraffic')).toBeGreaterThan(59);
  await expect(report(id, LifecycleEventHookExecutionId, 'Succeeded')).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
});
