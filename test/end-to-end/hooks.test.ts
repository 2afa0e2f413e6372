import { announced, ShopOnStage } from './support/rollout';
import { Stage } from './support/stage';

jest.setTimeout(180_000);

let stage: Stage;
let shop: ShopOnStage;

const PASS = 'console.log(JSON.stringify({ asked: event }));';
const HANG = 'await new Promise(() => setInterval(() => {}, 1000));';

beforeAll(async () => {
  stage = await Stage.open(120);
  shop = await ShopOnStage.open(stage, { beforeTraffic: PASS, afterTraffic: PASS, hookTimeout: 1 });
});
afterAll(async () => {
  await shop.close();
  await stage.close();
});

/** The events that passing hooks got. */
const asked = () => stage.cloud.invocations.history.filter(({ log }) => log.includes('"asked"')).map(({ log }) => JSON.parse(log.slice(log.indexOf('{'))).asked);

/** The stack was rolled back, and no request of a customer failed. */
async function assertUndone(): Promise<void> {
  expect((await stage.describe(shop.name)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(shop.failures()).toEqual([]);
  await shop.assertAnnounced(announced('STARTED', 'FAILED', 'ROLLED_BACK'));
  await shop.assertSettled('1');
}

test.each([
  ['fails', 'throw new Error("the shop is closed");', 'the shop is closed'],
  ['hangs', HANG, 'timed out'],
  ['crashes', 'process.exit(1);', ''],
])('a test before any traffic that %s keeps every customer from the release', async (_, beforeTraffic, words) => {
  expect(await shop.failingRelease({ beforeTraffic })).toContain('(Error code: HOOK_EXECUTION_FAILURE)');
  expect(shop.versionsSeen()).toEqual(['1']);
  // The gate's log has the reason.
  expect(stage.log.filter(line => line.includes('"hook failed"') && line.toLowerCase().includes(words)).length).toBeGreaterThan(0);
  await assertUndone();
});

test('a failed test after all traffic rolls the release back', async () => {
  expect(await shop.failingRelease({ afterTraffic: 'throw new Error("the check failed");' })).toContain('(Error code: HOOK_EXECUTION_FAILURE)');
  expect(shop.versionsSeen()).toHaveLength(2);
  await assertUndone();
});

test('passing hooks are called once each, with the versions, and let the release through that failed before', async () => {
  await shop.failingRelease({ release: 77, beforeTraffic: 'throw new Error("flaky");' });
  await assertUndone();
  const before = asked().length;
  await shop.release({ release: 77 });
  expect(await (await fetch(stage.cloud.localUrl(await shop.output('Url')))).text()).toBe('release 77');
  const functionName = await shop.output('FunctionName');
  const { deploymentId, targetVersion } = await shop.deployment(view => view.status === 'Succeeded' && view.creator === 'CloudFormation');
  expect(asked().slice(before)).toEqual(['BeforeAllowTraffic', 'AfterAllowTraffic'].map(lifecycleEvent => expect.objectContaining({
    deploymentId,
    lifecycleEvent,
    functionName,
    targetVersion,
    alias: 'live',
    currentVersion: '1',
    targetVersionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}:${targetVersion}`,
  })));
  await shop.assertAnnounced(announced('STARTED', 'SUCCEEDED'));
  await shop.assertSettled(targetVersion);
});
