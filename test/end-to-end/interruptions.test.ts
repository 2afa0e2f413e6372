import { announced, ShopOnStage } from './support/rollout';
import { Stage } from './support/stage';

jest.setTimeout(180_000);

let stage: Stage;
let shop: ShopOnStage;

beforeAll(async () => {
  stage = await Stage.open(60);
  // An hour at 50 %: whatever a test does happens in the middle of the shift.
  shop = await ShopOnStage.open(stage, { canary: [50, 60], sibling: 'return answer("SUCCESS");' });
});
afterAll(async () => {
  await shop.close();
  await stage.close();
});

/** Waits until the newest release has half of the traffic. */
const halfway = async () => {
  const known = new Set(stage.cloud.deployments.history.map(({ deploymentId }) => deploymentId));
  return stage.cloud.deployments.waitFor(view => !known.has(view.deploymentId) && view.targetVersionWeight === 50);
};

/** No request failed, the old version serves all traffic, the stack was rolled back. */
async function assertUndone(): Promise<void> {
  expect((await stage.describe(shop.name)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(shop.failures()).toEqual([]);
  await shop.assertSettled('1');
}

test('a person stops the deployment without a rollback: the alias goes back all the same', async () => {
  const deploying = shop.failingRelease({});
  const { deploymentId } = await halfway();
  await stage.codeDeploy.stopDeployment({ deploymentId });
  expect(await deploying).toContain('(Error code: MANUAL_STOP)');
  expect((await shop.deployments()).slice(-2)).toEqual(['1 → 2 Stopped', '2 → 1 Succeeded']);
  await shop.assertAnnounced(announced('STARTED', 'FAILED', 'ROLLED_BACK'));
  await assertUndone();
});

test('if the alarm already fires, no customer gets the release', async () => {
  await shop.setAlarm('ALARM');
  const since = Date.now();
  expect(await shop.failingRelease({})).toContain('(Error code: ALARM_ACTIVE)');
  await shop.setAlarm('OK');
  expect(shop.versionsSeen(since)).toEqual(['1']);
  await shop.assertAnnounced(announced('STARTED', 'FAILED', 'ROLLED_BACK'));
  await assertUndone();
});

test('another resource fails in the middle of the shift: the rollout is aborted with the update', async () => {
  // It fails after customers have reached the new version.
  const deploying = shop.failingRelease({
    sibling: `const alias = process.env.AWS_ENDPOINT_URL + '/2015-03-31/functions/${await shop.output('FunctionName')}/aliases/live';
      while (!(await fetch(alias).then(answer => answer.json())).RoutingConfig?.AdditionalVersionWeights) await new Promise(resolve => setTimeout(resolve, 50));
      return answer('FAILED', 'the sibling failed');`,
  });
  const { deploymentId } = await halfway();
  expect(await deploying).toContain('the sibling failed');
  await shop.deployment(view => view.deploymentId === deploymentId && view.status === 'Stopped');
  await assertUndone();
  await shop.assertAnnounced(announced('STARTED', 'FAILED', 'ROLLED_BACK'));
});

test('a person cancels the update of the stack: the rollout is aborted with it', async () => {
  const deploying = shop.failingRelease({});
  const { deploymentId } = await halfway();
  await stage.cloudFormation.cancelUpdateStack({ StackName: shop.name });
  await deploying;
  await shop.deployment(view => view.deploymentId === deploymentId && view.status === 'Stopped');
  await assertUndone();
  await shop.assertAnnounced(announced('STARTED', 'FAILED', 'ROLLED_BACK'));
});

test('in an emergency `skip` lets the fix through while the alarm fires', async () => {
  await shop.setAlarm('ALARM');
  const before = await shop.deployments();
  await shop.release({ skip: true });
  expect(await shop.deployments()).toEqual(before);
  const { version } = await shop.alias();
  expect(version).not.toBe('1');
  await shop.assertSettled(version);
  expect(shop.failures()).toEqual([]);
  await shop.assertAnnounced([]);
});
