import { type StateValue } from '@aws-sdk/client-cloudwatch';
import { Subject } from './subject';
import { Recorder } from './support/recorder';

// Sources: API = service model of CloudWatch; CWG = CloudWatch user guide ("Alarm events and EventBridge", "Invoke a Lambda function from an alarm").

let subject: Subject;
let recorder: Recorder;

beforeAll(async () => {
  subject = await Subject.start();
  recorder = await Recorder.create(subject);
});
afterAll(async () => subject.stop());

async function createAlarm(change: object): Promise<string> {
  const name = subject.name('alarm');
  await subject.cloudWatch.putMetricAlarm({
    AlarmName: name,
    AlarmDescription: 'too many',
    Namespace: name,
    MetricName: 'errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'ignore',
    ...change,
  });
  subject.atEnd(() => subject.cloudWatch.deleteAlarms({ AlarmNames: [name] }));
  return name;
}

const setState = async (AlarmName: string, StateValue: StateValue) => subject.cloudWatch.setAlarmState({ AlarmName, StateValue, StateReason: 'set by hand' });

async function createTopic(): Promise<string> {
  const { TopicArn } = await subject.sns.createTopic({ Name: subject.name('topic') });
  subject.atEnd(() => subject.sns.deleteTopic({ TopicArn }));
  await subject.sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: recorder.arn });
  return TopicArn!;
}

const messageOf = (event: any) => JSON.parse(event.Records?.[0].Sns?.Message ?? '{}');

test('a topic is told of the state that it is an action for, and of no other', async () => {
  const [onAlarm, onOk] = [await createTopic(), await createTopic()];
  const name = await createAlarm({ AlarmActions: [onAlarm], OKActions: [onOk] });
  await setState(name, 'ALARM');
  await setState(name, 'OK');
  const told = async (state: StateValue) => recorder.event(event => messageOf(event).AlarmName === name && messageOf(event).NewStateValue === state);
  const alarm = await told('ALARM');
  expect(alarm.Records[0].Sns).toMatchObject({ TopicArn: onAlarm, Subject: expect.stringContaining(`ALARM: "${name}"`) });
  expect(messageOf(alarm)).toMatchObject({
    AlarmDescription: 'too many',
    AWSAccountId: subject.account,
    OldStateValue: 'INSUFFICIENT_DATA',
    NewStateReason: 'set by hand',
    Trigger: { Namespace: name, MetricName: 'errors', Period: 60, Threshold: 1, EvaluationPeriods: 1 },
  });
  expect((await told('OK')).Records[0].Sns.TopicArn).toBe(onOk);
});

test('a function is invoked as an action', async () => {
  const name = await createAlarm({ AlarmActions: [recorder.arn] });
  await subject.lambda.addPermission({
    FunctionName: recorder.name, StatementId: name, Action: 'lambda:InvokeFunction', Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
  });
  await setState(name, 'ALARM');
  const event = await recorder.event(one => one.source === 'aws.cloudwatch' && one.alarmData?.alarmName === name);
  expect(event).toMatchObject({
    alarmArn: expect.stringContaining(`:alarm:${name}`),
    accountId: subject.account,
    alarmData: { state: { value: 'ALARM', reason: 'set by hand' }, previousState: { value: 'INSUFFICIENT_DATA' }, configuration: { description: 'too many' } },
  });
});

test('EventBridge is told of every change of state, actions or not', async () => {
  const Rule = subject.name('rule');
  await subject.eventBridge.putRule({ Name: Rule, EventPattern: JSON.stringify({ 'source': ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'] }) });
  await subject.eventBridge.putTargets({ Rule, Targets: [{ Id: 'target', Arn: recorder.arn }] });
  subject.atEnd(async () => {
    await subject.eventBridge.removeTargets({ Rule, Ids: ['target'] });
    await subject.eventBridge.deleteRule({ Name: Rule });
  });
  const name = await createAlarm({ ActionsEnabled: false });
  await setState(name, 'ALARM');
  const event = await recorder.event(one => one.detail?.alarmName === name);
  expect(event).toMatchObject({
    'detail-type': 'CloudWatch Alarm State Change',
    'resources': [expect.stringContaining(`:alarm:${name}`)],
    'detail': { state: { value: 'ALARM' }, previousState: { value: 'INSUFFICIENT_DATA' } },
  });
});

test('actions that are disabled are not carried out, until they are enabled', async () => {
  const topic = await createTopic();
  const name = await createAlarm({ AlarmActions: [topic] });
  await subject.cloudWatch.disableAlarmActions({ AlarmNames: [name] });
  await setState(name, 'ALARM');
  await setState(name, 'OK');
  await subject.cloudWatch.enableAlarmActions({ AlarmNames: [name] });
  await setState(name, 'ALARM');
  await recorder.event(event => messageOf(event).AlarmName === name);
  const told = (await recorder.events()).filter(event => messageOf(event).AlarmName === name);
  expect(told.map(event => messageOf(event).OldStateValue)).toEqual(['OK']);
});
