import { announced, ShopOnStage } from './support/rollout';
import { Stage } from './support/stage';

jest.setTimeout(180_000);

let stage: Stage;
let shop: ShopOnStage;

beforeAll(async () => {
  stage = await Stage.open();
  shop = await ShopOnStage.open(stage);
});
afterAll(async () => {
  await shop.close();
  await stage.close();
});

test('the first deploy shifts no traffic and announces no rollout', async () => {
  expect(await shop.deployments()).toEqual([]);
  expect(shop.versionsSeen()).toEqual(['1']);
  await shop.assertAnnounced([]);
  await shop.assertSettled('1');
});

test('a good release reaches half of the customers, then all, without a failed request', async () => {
  await shop.release({});
  expect(await shop.deployments()).toEqual(['1 → 2 Succeeded']);
  const { startTime, completeTime } = await shop.deployment(view => view.status === 'Succeeded');
  const meanwhile = shop.answers(startTime!.getTime()).filter(({ startedAt }) => startedAt < completeTime!.getTime());
  expect(new Set(meanwhile.map(({ version }) => version))).toEqual(new Set(['1', '2']));
  expect(shop.failures()).toEqual([]);
  await shop.assertAnnounced(announced('STARTED', 'SUCCEEDED'));
  await shop.assertSettled('2');
});

test('the alarm on its version rolls a bad release back; the stack rolls back too', async () => {
  const reason = await shop.failingRelease({ code: 'throw new Error("broken");', canary: [50, 10] });
  expect(reason).toContain('(Error code: ALARM_ACTIVE)');
  expect((await stage.describe(shop.name)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await shop.deployments()).slice(1)).toEqual(['2 → 3 Stopped', '3 → 2 Succeeded']);
  const back = await shop.deployment(view => view.targetVersion === '2' && view.creator === 'codeDeployRollback' && view.status === 'Succeeded');
  // Requests failed, but none after the alias was back.
  expect(shop.failures().length).toBeGreaterThan(2);
  expect(shop.failures(back.completeTime!.getTime())).toEqual([]);
  expect(shop.versionsSeen(back.completeTime!.getTime())).toEqual(['2']);
  await shop.assertAnnounced(announced('STARTED', 'FAILED', 'ROLLED_BACK'));
  await shop.assertSettled('2');
});

test('the alarm of the bad version does not block the fix', async () => {
  await shop.release({ code: '// fixed' });
  expect((await shop.deployments()).at(-1)).toMatch(/^2 → \d Succeeded$/);
  await shop.assertAnnounced(announced('STARTED', 'SUCCEEDED'));
  await shop.assertSettled((await shop.alias()).version);
  expect((await shop.alias()).version).not.toBe('2');
});
