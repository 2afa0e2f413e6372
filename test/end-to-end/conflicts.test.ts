import { announced, ShopOnStage } from './support/rollout';
import { Stage } from './support/stage';
import { ConflictPolicy } from 'cdk-canary-lambda';

jest.setTimeout(180_000);

let stage: Stage;
let shop: ShopOnStage;

beforeAll(async () => {
  stage = await Stage.open(120);
});
afterAll(async () => stage.close());
afterEach(async () => shop.close());

/** Starts a deployment by hand, from version 2 back to version 1: half of the customers for ten hours. */
async function deployByHand(): Promise<string> {
  const [functionName, applicationName, deploymentGroupName] = await Promise.all(['FunctionName', 'ApplicationName', 'GroupName'].map(async name => shop.output(name)));
  const content = JSON.stringify({
    version: 0.0,
    Resources: [{ orders: { Type: 'AWS::Lambda::Function', Properties: { Name: functionName, Alias: 'live', CurrentVersion: '2', TargetVersion: '1' } } }],
  });
  await stage.codeDeploy.createDeploymentConfig({
    deploymentConfigName: 'half-for-ten-hours',
    computePlatform: 'Lambda',
    trafficRoutingConfig: { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 50, canaryInterval: 600 } },
  }).catch(error => {
    if (error.name !== 'DeploymentConfigAlreadyExistsException') throw error;
  });
  const { deploymentId } = await stage.codeDeploy.createDeployment({
    applicationName,
    deploymentGroupName,
    deploymentConfigName: 'half-for-ten-hours',
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
  });
  await shop.shifting('1');
  return deploymentId!;
}

async function openAtVersion2(onConflict?: ConflictPolicy): Promise<void> {
  shop = await ShopOnStage.open(stage, { onConflict });
  await shop.release({});
  await shop.assertAnnounced(announced('STARTED', 'SUCCEEDED'));
}

test.each([
  ['ROLLBACK, the default: is rolled back by CodeDeploy', undefined, ['1 → 2 Succeeded', '2 → 1 Stopped', '1 → 2 Succeeded', '2 → 3 Succeeded']],
  ['CANCEL: is stopped, and the provider puts the alias back', ConflictPolicy.CANCEL, ['1 → 2 Succeeded', '2 → 1 Stopped', '2 → 3 Succeeded']],
])('a rollout that was started by hand, when the next release has the policy %s', async (_, onConflict, deployments) => {
  await openAtVersion2(onConflict);
  await deployByHand();
  await shop.release({});
  expect(await shop.deployments()).toEqual(deployments);
  expect(shop.failures()).toEqual([]);
  await shop.assertAnnounced([...announced('STARTED', 'FAILED', 'ROLLED_BACK'), ...announced('STARTED', 'SUCCEEDED')]);
  await shop.assertSettled('3');
});

test('under FAIL the release is refused with the id of the running rollout, which goes on', async () => {
  await openAtVersion2(ConflictPolicy.FAIL);
  const byHand = await deployByHand();
  const reason = await shop.failingRelease({});
  expect(reason).toContain(byHand);
  expect((await stage.describe(shop.name)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await shop.deployments()).toEqual(['1 → 2 Succeeded', '2 → 1 InProgress']);
  await shop.assertAnnounced(announced('STARTED'));
  expect(await shop.alias()).toEqual({ version: '2', weights: { 1: 0.5 } });
  await stage.codeDeploy.stopDeployment({ deploymentId: byHand });
  await shop.deployment(view => view.creator === 'codeDeployRollback' && view.status === 'Succeeded');
  expect(shop.failures()).toEqual([]);
  await shop.assertAnnounced(announced('FAILED', 'ROLLED_BACK'));
  await shop.assertSettled('2');
});

test('leftover weights do not stop the next release', async () => {
  await openAtVersion2();
  await stage.lambda.updateAlias({
    FunctionName: await shop.output('FunctionName'), Name: 'live', RoutingConfig: { AdditionalVersionWeights: { 1: 0.25 } },
  });
  await shop.release({});
  expect((await shop.deployments()).slice(1)).toEqual(['2 → 3 Succeeded']);
  await shop.assertAnnounced(announced('STARTED', 'SUCCEEDED'));
  await shop.assertSettled('3');
});
