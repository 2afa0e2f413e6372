import { properties, ProviderScene, request } from '../support/provider';
import { type Canary } from '../support/test-cloud';

jest.setTimeout(60_000);

const CANARY = 'CodeDeployDefault.LambdaCanary10Percent15Minutes';

const scene = ProviderScene.use();

type Change = Parameters<typeof properties>[1];

/** What CloudFormation sends when a deploy of version 2 is undone: it asks for the old properties again. */
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

test('leaves alone the rollout because of which a deploy with FAIL was refused', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '3'); // not what the failed deploy wanted
  await scene.cloud.shifted(id, 10);
  // The refused deploy may be the one that introduced FAIL.
  expect(await goBack(canary, { OnConflict: 'ROLLBACK' }, { OnConflict: 'FAIL' })).toMatchObject({
    Status: 'SUCCESS', Data: { Outcome: `left rollout ${id} alone: the failed deploy was refused because of it` },
  });
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: { 3: 0.1 } });
});

test.each([
  ['user', 'left rollout', 0],
  ['CloudFormation', 'stopped rollout', 1],
])('FAIL: a rollout by %s whose versions stay unknown', async (creator, outcome, stops) => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '3');
  await scene.cloud.shifted(id, 10);
  scene.proxy.planAlways('ListDeploymentTargets', { status: 400, type: 'DeploymentNotStartedException' });
  if (creator === 'CloudFormation') scene.proxy.plan('GetDeployment', ...Array.from({ length: 6 }, () => ({ status: 200, type: '', body: { deploymentInfo: { status: 'Created', creator } } })));
  const answer = await goBack(canary, { OnConflict: 'FAIL' }, { OnConflict: 'FAIL' });
  expect(answer.Data.Outcome).toContain(outcome);
  expect(scene.proxy.of('StopDeployment').map(call => call.body.deploymentId)).toEqual(stops ? [id] : []);
});

test('FAIL: waits until the versions of a foreign rollout are known', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '3');
  await scene.cloud.shifted(id, 10);
  scene.proxy.plan('ListDeploymentTargets', { status: 400, type: 'DeploymentNotStartedException' });
  expect(await goBack(canary, { OnConflict: 'FAIL' }, { OnConflict: 'FAIL' })).toMatchObject({ Data: { Outcome: expect.stringContaining(`left rollout ${id} alone`) } });
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: { 3: 0.1 } });
});

test.each([
  ['CodeDeploy can\'t be read', 'ListDeployments', 'could not end running rollouts: AccessDeniedException'],
  ['the alias can\'t be read', 'GET /2015-03-31', 'could not put alias live on one version: AccessDeniedException'],
])('answers SUCCESS and reports the failure if %s', async (_what, operation, outcome) => {
  const canary = await scene.cloud.createCanary();
  scene.proxy.planAlways(operation, { status: 403, type: 'AccessDeniedException' });
  const answer = await goBack(canary);
  expect(answer.Status).toBe('SUCCESS');
  expect(answer.Data.Outcome).toContain(outcome);
});

test('answers SUCCESS if the properties are invalid', async () => {
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

  test('rolls a running rollout back and waits until the old version has all traffic', async () => {
    const canary = await scene.cloud.createCanary({ config: CANARY });
    const id = await scene.cloud.deploy(canary, '1', '2');
    await scene.cloud.shifted(id, 10);
    const answer = await remove(canary);
    expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
    const rollback = (await scene.cloud.ended(id)).rollbackInfo!.rollbackDeploymentId!;
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: 'canary-rollout-Earlier',
      Data: { Outcome: `stopped rollout ${id} of ${canary.functionName}:live from version 1 to 2, rolled back by ${rollback} (Succeeded)` },
    });
    expect(scene.proxy.of('StopDeployment').map(call => call.body.autoRollbackEnabled)).toEqual([true]);
  });

  test('waits for the rollback that its stop causes, even a slow one', async () => {
    const canary = await scene.cloud.createCanary();
    const silent = scene.cloud.name('silent');
    await scene.cloud.createFunction(silent);
    const id = await scene.cloud.deploy(canary, '1', '2', { after: silent });
    await scene.cloud.step(id, 'AfterAllowTraffic', 'InProgress');
    const removed = remove(canary);
    const rollback = (await scene.cloud.ended(id)).rollbackInfo!.rollbackDeploymentId!;
    await scene.cloud.step(rollback, 'AfterAllowTraffic', 'InProgress'); // waits for the silent hook
    const before = scene.box.answers.length;
    await scene.cloud.codeDeploy.stopDeployment({ deploymentId: rollback });
    expect((await removed).Data.Outcome).toContain(`rolled back by ${rollback} (Stopped)`);
    expect(scene.box.answers).toHaveLength(before + 1); // not answered while it ran
    expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  });

  test('waits for a rollback instead of stopping it', async () => {
    const canary = await scene.cloud.createCanary({ config: CANARY });
    const silent = scene.cloud.name('silent');
    await scene.cloud.createFunction(silent);
    const id = await scene.cloud.deploy(canary, '1', '2', { before: silent });
    await scene.cloud.step(id, 'BeforeAllowTraffic', 'InProgress');
    await scene.cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
    const rollback = (await scene.cloud.ended(id)).rollbackInfo!.rollbackDeploymentId!;
    await scene.cloud.step(rollback, 'BeforeAllowTraffic', 'InProgress');
    const removed = remove(canary);
    await scene.proxy.waitFor('GetDeploymentTarget');
    expect(scene.proxy.of('StopDeployment')).toHaveLength(0);
    await scene.cloud.codeDeploy.stopDeployment({ deploymentId: rollback });
    expect(await removed).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: `waited for rollback ${rollback}: Stopped` } });
    expect(scene.proxy.of('StopDeployment')).toHaveLength(0);
  });

  test('puts an alias that stays on one version', async () => {
    const canary = await scene.cloud.createCanary({ versions: 3 });
    await scene.cloud.setAlias(canary, '1', { 3: 0.5 });
    expect(await remove(canary)).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'put alias live on version 1, it was on version 1 with 50 % on version 3' } });
    expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  });

  test('succeeds if the alias is already gone', async () => {
    const canary = { ...await scene.cloud.createCanary(), aliasName: 'gone' };
    expect(await remove(canary)).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'nothing stood in the way' } });
  });

  test.each([
    ['the group is gone', { DeploymentGroupName: 'gone' }],
    ['the properties are invalid', { TargetVersion: '', ShiftMode: undefined }],
  ])('succeeds if %s', async (_what, change) => {
    expect(await remove(await scene.cloud.createCanary(), change)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('succeeds if CodeDeploy fails', async () => {
    const canary = await scene.cloud.createCanary();
    scene.proxy.planAlways('ListDeployments', { status: 400, type: 'AccessDeniedException' });
    expect(await remove(canary)).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: expect.stringContaining('AccessDeniedException') } });
  });
});
