import { type DeploymentStatus } from '@aws-sdk/client-codedeploy';
import { Subject } from './subject';
import { Canary } from './support/canary';

let subject: Subject;
let canary: Canary;
/** Three deployments of one group: one succeeded, one failed, one was stopped. */
let succeeded: string;
let failed: string;
let stopped: string;

beforeAll(async () => {
  subject = await Subject.start({ minute: 200 });
  canary = await Canary.create(subject);
  succeeded = await canary.deploy('1', '2');
  await canary.ended(succeeded);
  failed = await canary.deploy('1', '2');
  await canary.ended(failed);
  stopped = await canary.shifting('2', '3');
  await subject.codeDeploy.stopDeployment({ deploymentId: stopped, autoRollbackEnabled: false });
  await canary.ended(stopped);
});
afterAll(async () => subject.stop());

const list = async (...includeOnlyStatuses: DeploymentStatus[]) =>
  (await subject.codeDeploy.listDeployments({ ...canary.group, includeOnlyStatuses })).deployments!;

test('a group\'s deployments are listed, all or by their status (API ListDeployments)', async () => {
  expect((await list()).sort()).toEqual([succeeded, failed, stopped].sort());
  expect(await list('Succeeded')).toEqual([succeeded]);
  expect((await list('Failed', 'Stopped')).sort()).toEqual([failed, stopped].sort());
  expect(await list('InProgress', 'Created', 'Queued')).toEqual([]);
});

test('deployments are listed by creation time (API TimeRange)', async () => {
  const created = (await canary.deployment(failed)).createTime!;
  const between = async (start?: Date, end?: Date) =>
    (await subject.codeDeploy.listDeployments({ ...canary.group, createTimeRange: { start, end } })).deployments!;
  expect((await between(created)).sort()).toEqual([failed, stopped].sort());
  expect(await between(undefined, new Date(created.getTime() - 1))).toEqual([succeeded]);
  expect(await between(new Date(Date.now() + 60_000))).toEqual([]);
});

test('several deployments are read at once (API BatchGetDeployments)', async () => {
  const { deploymentsInfo } = await subject.codeDeploy.batchGetDeployments({ deploymentIds: [succeeded, stopped] });
  expect(deploymentsInfo!.map(info => [info.deploymentId, info.status])).toEqual([[succeeded, 'Succeeded'], [stopped, 'Stopped']]);
});

test('a Lambda deployment has one target, which shows its progress (API ListDeploymentTargets, GetDeploymentTarget, LambdaTarget)', async () => {
  const { targetIds } = await subject.codeDeploy.listDeploymentTargets({ deploymentId: stopped });
  expect(targetIds).toHaveLength(1);
  const { deploymentTarget } = await subject.codeDeploy.getDeploymentTarget({ deploymentId: stopped, targetId: targetIds![0] });
  expect(deploymentTarget).toMatchObject({
    deploymentTargetType: 'LambdaTarget',
    lambdaTarget: {
      deploymentId: stopped,
      targetId: targetIds![0],
      lambdaFunctionInfo: { functionName: canary.functionName, functionAlias: canary.name, currentVersion: '2', targetVersion: '3', targetVersionWeight: 10 },
    },
  });
  expect(deploymentTarget!.lambdaTarget!.lastUpdatedAt).toBeInstanceOf(Date);
  const batch = await subject.codeDeploy.batchGetDeploymentTargets({ deploymentId: stopped, targetIds });
  expect(batch.deploymentTargets).toEqual([deploymentTarget]);
});

test('targets are listed by their status (API ListDeploymentTargets)', async () => {
  const targets = async (...TargetStatus: string[]) =>
    (await subject.codeDeploy.listDeploymentTargets({ deploymentId: succeeded, targetFilters: { TargetStatus } })).targetIds;
  expect(await targets('Succeeded')).toHaveLength(1);
  expect(await targets('Failed', 'InProgress')).toEqual([]);
});

// API: the errors of ListDeployments, BatchGetDeployments and of the targets' operations.
test.each<[string, string, () => Promise<unknown>]>([
  ['a group without its application', 'ApplicationNameRequiredException', () =>
    subject.codeDeploy.listDeployments({ deploymentGroupName: canary.group.deploymentGroupName })],
  ['an application without a group', 'DeploymentGroupNameRequiredException', () =>
    subject.codeDeploy.listDeployments({ applicationName: canary.group.applicationName })],
  ['a group that does not exist', 'DeploymentGroupDoesNotExistException', () =>
    subject.codeDeploy.listDeployments({ ...canary.group, deploymentGroupName: 'none' })],
  ['a status that does not exist', 'InvalidDeploymentStatusException', () => list('Bored' as 'Failed')],
  ['more than 25 deployments', 'BatchLimitExceededException', () => subject.codeDeploy.batchGetDeployments({ deploymentIds: Array(26).fill(failed) })],
  ['targets of an unknown deployment', 'DeploymentDoesNotExistException', () => subject.codeDeploy.listDeploymentTargets({ deploymentId: 'd-AAAAAAAAA' })],
  ['an unknown target filter', 'InvalidTargetFilterNameException', () =>
    subject.codeDeploy.listDeploymentTargets({ deploymentId: failed, targetFilters: { Bored: ['yes'] } as object })],
  ['no target', 'DeploymentTargetIdRequiredException', () => subject.codeDeploy.getDeploymentTarget({ deploymentId: failed, targetId: undefined })],
  ['a target that does not exist', 'DeploymentTargetDoesNotExistException', () =>
    subject.codeDeploy.getDeploymentTarget({ deploymentId: failed, targetId: 'none:live' })],
  ['more than one target', 'DeploymentTargetListSizeExceededException', async () => {
    const { targetIds } = await subject.codeDeploy.listDeploymentTargets({ deploymentId: failed });
    return subject.codeDeploy.batchGetDeploymentTargets({ deploymentId: failed, targetIds: [targetIds![0], targetIds![0]] });
  }],
])('refuses %s: %s', async (_what, name, call) => {
  await expect(call()).rejects.toMatchObject({ name });
});
