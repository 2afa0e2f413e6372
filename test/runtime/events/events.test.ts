import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SNS } from '@aws-sdk/client-sns';
import { type Deployment } from '../../../src/aws/deployment';
import { type DeploymentStateChange, type RolloutState } from '../../../src/protocol/rollout-event';
import { putAliasPutBack } from '../../../src/runtime/shared/put-event';
import { bundle } from '../support/bundles';
import { FaultProxy } from '../support/fault-proxy';
import { Queue } from '../support/queue';
import { type Canary, TestCloud } from '../support/test-cloud';

jest.setTimeout(60_000);

const ALL: RolloutState[] = ['STARTED', 'SUCCEEDED', 'FAILED', 'ROLLED_BACK'];

let cloud: TestCloud;
let proxy: FaultProxy;
let eventBridge: EventBridge;
let sns: SNS;
let events: { name: string; arn: string };
/** Receives all our own events from EventBridge. */
let bus: Queue;

beforeAll(async () => {
  cloud = await TestCloud.start();
  proxy = await FaultProxy.start(cloud.cloud.endpoint);
  eventBridge = new EventBridge(cloud.clientOptions());
  sns = new SNS(cloud.clientOptions());
  const name = cloud.name('events');
  events = { name, arn: await cloud.createFunction(name, { code: await bundle('events'), environment: { AWS_ENDPOINT_URL_EVENTBRIDGE: proxy.url } }) };
});
afterAll(async () => {
  eventBridge.destroy();
  sns.destroy();
  await proxy.stop();
  await cloud.stop();
});
beforeEach(async () => {
  proxy.forget();
  bus = await Queue.create(cloud);
  await eventBridge.putRule({ Name: 'ours', EventPattern: JSON.stringify({ 'source': ['cdk-canary-lambda'], 'detail-type': ['Canary Rollout State Change'] }) });
  await eventBridge.putTargets({ Rule: 'ours', Targets: [{ Id: 'queue', Arn: bus.arn }] });
});

/** A topic with a queue behind it. */
async function createTopic() {
  const { TopicArn } = await sns.createTopic({ Name: cloud.name('topic') });
  const queue = await Queue.create(cloud);
  await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn });
  return { topicArn: TopicArn!, queue };
}

/** The rule of a canary: CodeDeploy's state changes of its group, transformed to what the handler takes. */
async function createRule(canary: Canary, topics: DeploymentStateChange['topics']): Promise<void> {
  const Name = cloud.name('rule');
  const detail = { application: [canary.applicationName], deploymentGroup: [canary.deploymentGroupName] };
  await eventBridge.putRule({ Name, EventPattern: JSON.stringify({ source: ['aws.codedeploy', 'cdk-canary-lambda'], detail }) });
  const InputTemplate = JSON.stringify({ functionName: canary.functionName, alias: canary.aliasName, topics }).replace('{', '{"deploymentId":<id>,"state":<state>,');
  await eventBridge.putTargets({
    Rule: Name,
    Targets: [{
      Id: 'events',
      Arn: events.arn,
      InputTransformer: { InputPathsMap: { id: '$.detail.deploymentId', state: '$.detail.state' }, InputTemplate },
    }],
  });
}

const change = (canary: Canary, deploymentId: string, state: string, topics: DeploymentStateChange['topics'] = []): DeploymentStateChange => ({
  deploymentId, state, functionName: canary.functionName, alias: canary.aliasName, topics,
});

async function announce(event: DeploymentStateChange): Promise<{ error?: string; payload: any }> {
  const { FunctionError, Payload } = await cloud.lambda.invoke({ FunctionName: events.name, Payload: JSON.stringify(event) });
  return { error: FunctionError, payload: JSON.parse(Buffer.from(Payload!).toString() || 'null') };
}

test('a rollout that succeeds is announced to the bus and to the topics when CodeDeploy\'s events arrive', async () => {
  const canary = await cloud.createCanary({ config: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' });
  const all = await createTopic();
  const ends = await createTopic();
  await createRule(canary, [{ topicArn: all.topicArn, states: ALL }, { topicArn: ends.topicArn, states: ['SUCCEEDED'] }]);
  const id = await cloud.deploy(canary, '1', '2');
  const detail = (state: string) => ({
    schemaVersion: 1,
    state,
    functionName: canary.functionName,
    alias: 'live',
    deploymentId: id,
    currentVersion: '1',
    targetVersion: '2',
    id: `${id}#${state}`,
  });

  expect((await bus.receive()).detail).toEqual(detail('STARTED'));
  expect((await bus.receive()).detail).toEqual(detail('SUCCEEDED'));

  const message = await all.queue.receive();
  expect(message.Subject).toBe(`Rollout started: ${canary.functionName}:live, version 1 -> 2`);
  expect(JSON.parse(message.Message)).toEqual(detail('STARTED'));
  expect(message.MessageAttributes).toMatchObject({
    state: { Type: 'String', Value: 'STARTED' }, functionName: { Value: canary.functionName }, alias: { Value: 'live' },
  });
  expect(JSON.parse((await all.queue.receive()).Message)).toEqual(detail('SUCCEEDED'));
  expect(JSON.parse((await ends.queue.receive()).Message)).toEqual(detail('SUCCEEDED')); // and nothing before it
});

test('a rollout that is cancelled is announced as rolled back once the provider has put the alias back', async () => {
  const canary = await cloud.createCanary({ config: 'CodeDeployDefault.LambdaCanary10Percent15Minutes' });
  await createRule(canary, []);
  const id = await cloud.deploy(canary, '1', '2');
  await cloud.shifted(id, 10);
  await cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: false });
  const { deploymentInfo } = await cloud.codeDeploy.getDeployment({ deploymentId: id });
  await putAliasPutBack(eventBridge, { ...deploymentInfo, deploymentId: id } as Deployment);
  const states = [await bus.receive(), await bus.receive(), await bus.receive()].map(event => [event.detail.state, event.detail.id]);
  expect(states).toEqual(expect.arrayContaining([['FAILED', `${id}#FAILED`], ['ROLLED_BACK', `${id}#ROLLED_BACK`]]));
});

test('a rollout that an alarm ends is announced as failed, then as rolled back, both under its own id', async () => {
  const alarm = await cloud.createAlarm();
  const canary = await cloud.createCanary({ alarms: [alarm], config: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' });
  const { topicArn, queue } = await createTopic();
  await createRule(canary, [{ topicArn, states: ['FAILED', 'ROLLED_BACK'] }]);
  const id = await cloud.deploy(canary, '1', '2');
  await cloud.shifted(id, 10);
  await cloud.setAlarm(alarm, 'ALARM');

  // Two calls of the handler may run at the same time, so their order is not guaranteed.
  const messages = [await queue.receive(), await queue.receive()];
  const [failed, rolledBack] = ['FAILED', 'ROLLED_BACK'].map(state => messages.find(message => message.MessageAttributes.state.Value === state));
  expect(failed.Subject).toBe(`Rollout FAILED: ${canary.functionName}:live, version 1 -> 2`);
  const detail = JSON.parse(failed.Message);
  expect(detail).toMatchObject({ state: 'FAILED', deploymentId: id, currentVersion: '1', targetVersion: '2', id: `${id}#FAILED` });
  expect(detail.reason).toContain(`Activated alarms: <${alarm}> (ALARM_ACTIVE)`);

  expect(JSON.parse(rolledBack.Message)).toEqual({ ...detail, state: 'ROLLED_BACK', id: `${id}#ROLLED_BACK` });
  const states = [await bus.receive(), await bus.receive(), await bus.receive()].map(event => event.detail.state);
  expect(states.sort()).toEqual(['FAILED', 'ROLLED_BACK', 'STARTED']); // the rollback's own start is no rollout
  expect(await bus.drain()).toEqual([]);
});

test('a hook that failed is the reason', async () => {
  const canary = await cloud.createCanary();
  const id = await cloud.deploy(canary, '1', '2', { before: 'no-such-hook' });
  await cloud.ended(id);
  await announce(change(canary, id, 'FAILURE'));
  const { reason } = (await bus.receive()).detail;
  expect(reason).toMatch(/BeforeAllowTraffic lifecycle event failed.*\(HOOK_EXECUTION_FAILURE\); BeforeAllowTraffic failed: /);
});

test.each(['READY', 'QUEUED', 'SOMETHING_NEW'])('%s announces nothing', async state => {
  const canary = await cloud.createCanary();
  const id = await cloud.deploy(canary, '1', '2');
  await cloud.ended(id);
  const { topicArn, queue } = await createTopic();
  expect((await announce(change(canary, id, state, [{ topicArn, states: ALL }]))).error).toBeUndefined();
  expect(await queue.drain()).toEqual([]);
  expect(proxy.of('PutEvents')).toHaveLength(0);
});

describe('receivers that fail', () => {
  async function finished() {
    const canary = await cloud.createCanary();
    const id = await cloud.deploy(canary, '1', '2');
    await cloud.ended(id);
    return { canary, id };
  }

  test('a topic that is gone does not keep the others from being notified, and the call fails so that Lambda repeats it', async () => {
    const { canary, id } = await finished();
    const gone = 'arn:aws:sns:us-east-1:123456789012:gone';
    const { topicArn, queue } = await createTopic();
    const answer = await announce(change(canary, id, 'SUCCESS', [{ topicArn: gone, states: ALL }, { topicArn, states: ALL }]));
    expect(answer.error).toBe('Unhandled');
    expect(answer.payload.errorMessage).toMatch(`topic ${gone} must accept the message, got: NotFound`);
    expect(JSON.parse((await queue.receive()).Message).id).toBe(`${id}#SUCCEEDED`);
    expect((await bus.receive()).detail.id).toBe(`${id}#SUCCEEDED`);
  });

  test('a second delivery of a call announces under the same id', async () => {
    const { canary, id } = await finished();
    await announce(change(canary, id, 'SUCCESS'));
    await announce(change(canary, id, 'SUCCESS'));
    expect([(await bus.receive()).detail.id, (await bus.receive()).detail.id]).toEqual([`${id}#SUCCEEDED`, `${id}#SUCCEEDED`]);
  });

  test('an event that the bus refuses makes the call fail though EventBridge answers 200', async () => {
    const { canary, id } = await finished();
    const { topicArn, queue } = await createTopic();
    const body = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'later' }] };
    proxy.plan('PutEvents', { status: 200, type: '', body });
    const answer = await announce(change(canary, id, 'SUCCESS', [{ topicArn, states: ALL }]));
    expect(answer.payload.errorMessage).toBe('EventBridge must accept the event, got: InternalFailure later');
    expect(JSON.parse((await queue.receive()).Message).id).toBe(`${id}#SUCCEEDED`);
  });
});
