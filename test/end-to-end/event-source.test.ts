import { SQS } from '@aws-sdk/client-sqs';
import { announced, ShopOnStage } from './support/rollout';
import { Stage } from './support/stage';
import { clientOptions } from '../../rehearsal/cloud/account';
import { type Invocation } from '../../rehearsal/cloud/ministack/invocation';
import { eventually } from '../rehearsal/support/traces';

jest.setTimeout(180_000);

let stage: Stage;
let shop: ShopOnStage;

beforeAll(async () => {
  stage = await Stage.open(60);
  // Ten minutes at 50 %: about twenty messages for each version.
  shop = await ShopOnStage.open(stage, { queue: true, canary: [50, 10], code: 'if (event.Records) console.log(`message ${event.Records[0].body}`);' });
});
afterAll(async () => {
  await shop.close();
  await stage.close();
});

test('both versions get messages of a queue during the shift, and no message is lost', async () => {
  const sqs = new SQS(clientOptions(stage.cloud.endpoint));
  const QueueUrl = await shop.output('QueueUrl');
  const served = new Map<string, Invocation>();
  const unsubscribe = stage.cloud.invocations.listen(invocation => {
    for (const [, message] of invocation.log.matchAll(/message (\d+)/g)) served.set(message, invocation);
  });
  const sending: Promise<unknown>[] = [];
  const timer = setInterval(() => sending.push(sqs.sendMessage({ QueueUrl, MessageBody: String(sending.length) })), 50);
  const deploying = shop.release({});
  await shop.shifting('2');
  const shifting = Date.now();
  await shop.deployment(view => view.targetVersion === '2' && view.targetVersionWeight === 100);
  const shifted = Date.now();
  await deploying;
  clearInterval(timer);
  await Promise.all(sending);
  await eventually(() => served.size === sending.length, 'every message was served');
  unsubscribe();
  const meanwhile = [...served.values()].filter(({ startedAt }) => startedAt > shifting && startedAt < shifted);
  expect(new Set(meanwhile.map(({ alias, executedVersion }) => `${alias}:${executedVersion}`))).toEqual(new Set(['live:1', 'live:2']));
  await shop.assertAnnounced(announced('STARTED', 'SUCCEEDED'));
  await shop.assertSettled('2');
});
