import { announced, ShopOnStage } from './support/rollout';
import { Stage } from './support/stage';

jest.setTimeout(180_000);

const BAKE_MINUTES = 6;

let stage: Stage;
let shop: ShopOnStage;

beforeAll(async () => {
  stage = await Stage.open(120);
  shop = await ShopOnStage.open(stage, { bake: BAKE_MINUTES });
});
afterAll(async () => {
  await shop.close();
  await stage.close();
});

/** All customers are on the new version, and the bake holds the deployment. */
const baking = async (version: string) => shop.deployment(view => view.targetVersion === version && view.targetVersionWeight === 100
  && view.lifecycleEvents.some(({ name, status }) => name === 'AfterAllowTraffic' && status === 'InProgress'));

test('a quiet bake holds the deploy at 100 % for its duration and passes', async () => {
  const deploying = shop.release({});
  await baking('2');
  const begin = Date.now();
  await deploying;
  const { completeTime } = await shop.deployment(view => view.status === 'Succeeded');
  // The schedule's time has a precision of one second.
  expect(completeTime!.getTime() - begin).toBeGreaterThan(stage.cloud.time.millis((BAKE_MINUTES - 1) * 60));
  await shop.assertAnnounced(announced('STARTED', 'SUCCEEDED'));
  await shop.assertSettled('2');
});

test('an alarm during the bake rolls the release back, also at 100 %', async () => {
  const deploying = shop.failingRelease({});
  await baking('3');
  await shop.setAlarm('ALARM');
  expect(await deploying).toMatch(/\(Error code: (ALARM_ACTIVE|HOOK_EXECUTION_FAILURE)\)/);
  await shop.setAlarm('OK');
  expect((await stage.describe(shop.name)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(shop.failures()).toEqual([]);
  await shop.assertAnnounced(announced('STARTED', 'FAILED', 'ROLLED_BACK'));
  await shop.assertSettled('2');
});
