import { properties, ProviderScene, request } from '../support/provider';
import { type Canary } from '../support/test-cloud';

jest.setTimeout(60_000);

const CANARY = 'CodeDeployDefault.LambdaCanary10Percent15Minutes';

const scene = new ProviderScene();
beforeAll(async () => scene.set());
afterAll(async () => scene.clear());
beforeEach(() => scene.proxy.forget());

type Change = Parameters<typeof properties>[1];

/** What CloudFormation sends when a deploy of version 2 is undone: the old properties are wanted again. */
const goBack = async (canary: Canary, change: Change = {}, old: Change = {}) => request(scene.box, {
  stackId: scene.stacks.rollingBack, properties: properties(canary, { TargetVersion: '1', ...change }), old: properties(canary, { TargetVersion: '2', ...old }),
});

test.each(['ROLLBACK', 'CANCEL', 'FAIL'] as const)('aborts the rollout of its own operation with %s', async OnConflict => {
  const canary = await scene.cloud.createCanary({ config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '2');
  await scene.cloud.shifted(id, 10);
  const answer = await goBack(canary, { OnConflict }, { OnConflict });
  const rollback = (await scene.cloud.ended(id)).rollbackInfo!.rollbackDeploymentId!;
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Data: { CurrentVersion: '1', Outcome: `stopped rollout ${id} of ${canary.functionName}:live from version 1 to 2, rolled back by ${rollback} (Succeeded)` },
  });
  expect(scene.proxy.of('StopDeployment').map(call => call.body)).toEqual([{ deploymentId: id, autoRollbackEnabled: true }]);
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('leaves an alias without weights alone: CloudFormation moves it back itself', async () => {
  const canary = await scene.cloud.createCanary();
  await scene.cloud.setAlias(canary, '2');
  expect(await goBack(canary)).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '2', Outcome: 'nothing stood in the way' } });
  expect(scene.proxy.of('PUT /2015-03-31')).toHaveLength(0);
});

test.each([
  ['on the primary version if the baseline is that', '1', { 2: 0.3 }, '1'],
  ['on the baseline if that has a weight only', '2', { 1: 0.3 }, '1'],
  ['on the primary version if the baseline is neither', '2', { 3: 0.3 }, '2'],
])('clears leftover weights %s', async (_what, primary, weights, expected) => {
  const canary = await scene.cloud.createCanary({ versions: 3 });
  await scene.cloud.setAlias(canary, primary, weights);
  expect(await goBack(canary)).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: expected } });
  expect(await scene.cloud.alias(canary)).toEqual({ version: expected, weights: {} });
});

test('leaves the rollout alone that a deploy with FAIL was refused for', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '3'); // not what the failed deploy wanted
  await scene.cloud.shifted(id, 10);
  // The refused deploy may be the one that brought FAIL.
  expect(await goBack(canary, { OnConflict: 'ROLLBACK' }, { OnConflict: 'FAIL' })).toMatchObject({
    Status: 'SUCCESS', Data: { Outcome: `left rollout ${id} alone, which the failed deploy had been refused for` },
  });
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: { 3: 0.1 } });
});

test.each([
  ['CodeDeploy can\'t be read', 'ListDeployments', 'could not end what runs: AccessDeniedException'],
  ['the alias can\'t be read', 'GET /2015-03-31', 'could not put alias live on one version: AccessDeniedException'],
])('answers SUCCESS and says it if %s', async (_what, operation, outcome) => {
  const canary = await scene.cloud.createCanary();
  scene.proxy.plan(operation, { status: 403, type: 'AccessDeniedException' });
  const answer = await goBack(canary);
  expect(answer.Status).toBe('SUCCESS');
  expect(answer.Data.Outcome).toContain(outcome);
});

test('answers SUCCESS if the properties make no sense', async () => {
  const canary = await scene.cloud.createCanary();
  expect(await goBack(canary, { TargetVersion: '' })).toMatchObject({ Status: 'SUCCESS' });
});

test('answers SUCCESS if time runs out', async () => {
  const canary = await scene.cloud.createCanary();
  const silent = scene.cloud.name('silent');
  await scene.cloud.createFunction(silent);
  const id = await scene.cloud.deploy(canary, '1', '2', { before: silent });
  await scene.cloud.step(id, 'BeforeAllowTraffic', 'InProgress');
  scene.proxy.plan('StopDeployment', { status: 400, type: 'DeploymentAlreadyCompletedException' });
  const answer = await request(scene.box, {
    stackId: scene.stacks.rollingBack, properties: properties(canary, { TargetVersion: '1' }), old: properties(canary), millis: 1_500,
  });
  expect(answer.Status).toBe('SUCCESS');
  expect(answer.Data.Outcome).toContain(`time is up: waiting for deployment ${id} to end`);
});

describe('Delete', () => {
  const remove = async (canary: Canary, change: Change = {}) => request(scene.box, {
    type: 'Delete', stackId: scene.stacks.forward, properties: properties(canary, change),
  });

  test('rolls a running rollout back', async () => {
    const canary = await scene.cloud.createCanary({ config: CANARY });
    const id = await scene.cloud.deploy(canary, '1', '2');
    await scene.cloud.shifted(id, 10);
    expect(await remove(canary)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'canary-rollout-Earlier', Data: { Outcome: `stopped rollout ${id}: Stopped` } });
    expect(scene.proxy.of('StopDeployment').map(call => call.body.autoRollbackEnabled)).toEqual([true]);
  });

  test.each([
    ['the group is gone', { DeploymentGroupName: 'gone' }],
    ['the properties make no sense', { TargetVersion: '', ShiftMode: undefined }],
  ])('succeeds if %s', async (_what, change) => {
    expect(await remove(await scene.cloud.createCanary(), change)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('succeeds if CodeDeploy fails', async () => {
    const canary = await scene.cloud.createCanary();
    scene.proxy.plan('ListDeployments', { status: 400, type: 'AccessDeniedException' });
    expect(await remove(canary)).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: expect.stringContaining('AccessDeniedException') } });
  });
});
