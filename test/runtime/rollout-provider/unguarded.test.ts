import { properties, ProviderScene, request } from '../support/provider';
import { type Canary } from '../support/test-cloud';

// `skip: true`: a step that fails or hangs must neither refuse the deploy nor hold it up.

jest.setTimeout(60_000);

const CANARY = 'CodeDeployDefault.LambdaCanary10Percent15Minutes';
const DENIED = { status: 403, type: 'AccessDeniedException' };

const scene = ProviderScene.use();

const skip = async (canary: Canary, TargetVersion = '3') => request(scene.box, {
  stackId: scene.stacks.forward,
  properties: properties(canary, { TargetVersion, ShiftMode: 'UNGUARDED', OnConflict: 'CANCEL' }),
  old: properties(canary, { TargetVersion: '1' }),
});

test.each([
  ['the stack can\'t be read', 'DescribeStacks', 'could not read the stack: DeadlineError: time is up: reading the stack, last error: AccessDenied'],
  ['its own status can\'t be read', 'DescribeStackResource', 'could not read whether CloudFormation still waits: DeadlineError: time is up: reading whether CloudFormation waits, last error: AccessDenied'],
  ['the alias can\'t be read', 'GET /2015-03-31/functions/orders', 'could not read alias live: AccessDenied'],
  ['the new version can\'t be read', '/configuration', 'could not read version 3: AccessDenied'],
  ['deployments can\'t be listed', 'ListDeployments', 'could not end running rollouts: AccessDenied'],
])('goes on if %s', async (_what, operation, outcome) => {
  const canary = await scene.cloud.createCanary({ versions: 3 });
  scene.proxy.planAlways(operation, { ...DENIED, type: operation.startsWith('DescribeStack') ? 'AccessDenied' : DENIED.type });
  const answer = await skip(canary);
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: expect.stringContaining(outcome) } });
});

test.each(['DescribeStacks', 'DescribeStackResource'])('leaves most of its time to the work if %s is throttled without end', async operation => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '2');
  await scene.cloud.shifted(id, 10);
  scene.proxy.planAlways(operation, { status: 400, type: 'Throttling' });
  expect(await skip(canary)).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: expect.stringContaining(`stopped rollout ${id}`) } });
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('goes on if a rollout can\'t be stopped', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '2');
  await scene.cloud.shifted(id, 10);
  scene.proxy.planAlways('StopDeployment', DENIED);
  expect(await skip(canary)).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: expect.stringContaining(`could not end rollout ${id}: rollout ${id} could not be stopped: AccessDenied`) } });
});

test('goes on if the alias can\'t be put back', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '2');
  await scene.cloud.shifted(id, 10);
  scene.proxy.planAlways('PUT /2015-03-31', DENIED);
  expect(await skip(canary)).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: expect.stringContaining('is on version 1 with 10 % on version 2 and could not be put') } });
});

test('stops the running rollout and puts the alias on one version', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '2');
  await scene.cloud.shifted(id, 10);
  expect(await skip(canary)).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: expect.stringContaining(`stopped rollout ${id}`) } });
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('stops a rollback that hangs, so that it does not move the alias back later', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const silent = scene.cloud.name('silent');
  await scene.cloud.createFunction(silent); // never reports, in the rollback either
  const id = await scene.cloud.deploy(canary, '1', '2', { before: silent });
  await scene.cloud.step(id, 'BeforeAllowTraffic', 'InProgress');
  await scene.cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
  const rollback = (await scene.cloud.ended(id)).rollbackInfo!.rollbackDeploymentId!;
  await scene.cloud.step(rollback, 'BeforeAllowTraffic', 'InProgress');
  expect(await skip(canary)).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: `stopped rollback ${rollback}, which did not end in time: Stopped` } });
  expect(scene.proxy.of('StopDeployment').map(call => call.body)).toEqual([{ deploymentId: rollback, autoRollbackEnabled: false }]);
});

test('refuses a version that does not exist', async () => {
  const canary = await scene.cloud.createCanary();
  expect(await skip(canary, '7')).toMatchObject({
    Status: 'FAILED', Reason: `the target version of ${canary.functionName}:live must exist, got: 7, which Lambda does not know`,
  });
});
