import { SQS } from '@aws-sdk/client-sqs';
import { announced, ShopOnStage } from './support/rollout';
import { Stage } from './support/stage';
import { clientOptions } from '../../rehearsal/account';

jest.setTimeout(180_000);

let stage: Stage;
let shop: ShopOnStage;

beforeAll(async () => {
  stage = await Stage.open(60);
  shop = await ShopOnStage.open(stage, { queue: true, code: 'if (event.Records) console.log(`message ${event.Records[0].body}`);' });
});
afterAll(async () => {
  await shop.close();
  await stage.close();
});

test('messages of a queue meet both versions during the shift, and none is lost', async () => {
  const sqs = new SQS(clientOptions(stage.cloud.endpoint));
  const QueueUrl = await shop.output('QueueUrl');
  const served = new Map<string, string>();
  const unsubscribe = stage.cloud.invocations.listen(({ log, executedVersion, alias }) => {
    for (const [, message] of log.matchAll(/message (\d+)/g)) served.set(message, `${alias}:${executedVersion}`);
  });
  let sent = 0;
  const timer = setInterval(() => void sqs.sendMessage({ QueueUrl, MessageBody: String(++sent) }), 50);
  await shop.release({});
  clearInterval(timer);
  await stage.cloud.invocations.waitFor(() => served.size === sent);
  unsubscribe();
  expect(new Set(served.values())).toEqual(new Set(['live:1', 'live:2']));
  await shop.assertAnnounced(announced('STARTED', 'SUCCEEDED'));
  await shop.assertSettled('2');
});
