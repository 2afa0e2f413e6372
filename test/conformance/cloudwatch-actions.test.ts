import { type PutMetricAlarmCommandInput, type StateValue } from '@aws-sdk/client-cloudwatch';
import { Subject } from './subject';
import { Alarm } from './support/alarm';
import { Recorder } from './support/recorder';
import { createTopic, messageOf } from './support/topic';

// Sources: API = service model of CloudWatch; CWG = CloudWatch user guide ("Alarm events and EventBridge", "Invoke a Lambda function from an alarm").

let subject: Subject;
let recorder: Recorder;

beforeAll(async () => {
  subject = await Subject.start();
  recorder = await Recorder.create(subject);
});
afterAll(async () => subject.stop());

const createAlarm = (change: Partial<PutMetricAlarmCommandInput> = {}) =>
  Alarm.create(subject, { AlarmDescription: 'too many', TreatMissingData: 'ignore', ...change });

/** The alarm's message to a topic, if the recorder got one. */
const alarmMessage = (event: any): any => JSON.parse(messageOf(event) ?? '{}');

test('a topic gets a message for the state whose action it is, and for no other', async () => {
  const [onAlarm, onOk] = [await createTopic(subject, recorder), await createTopic(subject, recorder)];
  const alarm = await createAlarm({ AlarmActions: [onAlarm], OKActions: [onOk] });
  await alarm.set('ALARM');
  await alarm.set('OK');
  const eventOf = async (state: StateValue) => recorder.event(event => {
    const { AlarmName, NewStateValue } = alarmMessage(event);
    return AlarmName === alarm.name && NewStateValue === state;
  });
  const event = await eventOf('ALARM');
  expect(event.Records[0].Sns).toMatchObject({ TopicArn: onAlarm, Subject: expect.stringContaining(`ALARM: "${alarm.name}"`) });
  expect(alarmMessage(event)).toMatchObject({
    AlarmDescription: 'too many',
    AWSAccountId: subject.account,
    OldStateValue: 'INSUFFICIENT_DATA',
    NewStateReason: 'set by hand',
    Trigger: { Namespace: 'Conformance', MetricName: alarm.name, Period: 60, Threshold: 1, EvaluationPeriods: 1 },
  });
  expect((await eventOf('OK')).Records[0].Sns.TopicArn).toBe(onOk);
});

test('a function is invoked as an action', async () => {
  const alarm = await createAlarm({ AlarmActions: [recorder.arn] });
  const { name } = alarm;
  await subject.lambda.addPermission({
    FunctionName: recorder.name, StatementId: name, Action: 'lambda:InvokeFunction', Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
  });
  await alarm.set('ALARM');
  const event = await recorder.event(one => one.source === 'aws.cloudwatch' && one.alarmData?.alarmName === name);
  expect(event).toMatchObject({
    alarmArn: expect.stringContaining(`:alarm:${name}`),
    accountId: subject.account,
    alarmData: { state: { value: 'ALARM', reason: 'set by hand' }, previousState: { value: 'INSUFFICIENT_DATA' }, configuration: { description: 'too many' } },
  });
});

test('EventBridge gets an event for every change of state, with or without actions', async () => {
  const Rule = subject.name('rule');
  await subject.eventBridge.putRule({ Name: Rule, EventPattern: JSON.stringify({ 'source': ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'] }) });
  await subject.eventBridge.putTargets({ Rule, Targets: [{ Id: 'target', Arn: recorder.arn }] });
  subject.atEnd(async () => {
    await subject.eventBridge.removeTargets({ Rule, Ids: ['target'] });
    await subject.eventBridge.deleteRule({ Name: Rule });
  });
  const alarm = await createAlarm({ ActionsEnabled: false });
  await alarm.set('ALARM');
  const event = await recorder.event(one => one.detail?.alarmName === alarm.name);
  expect(event).toMatchObject({
    'detail-type': 'CloudWatch Alarm State Change',
    'resources': [expect.stringContaining(`:alarm:${alarm.name}`)],
    'detail': { state: { value: 'ALARM' }, previousState: { value: 'INSUFFICIENT_DATA' } },
  });
});

test('disabled actions are not carried out until they are enabled', async () => {
  const alarm = await createAlarm({ AlarmActions: [await createTopic(subject, recorder)] });
  const AlarmNames = [alarm.name];
  await subject.cloudWatch.disableAlarmActions({ AlarmNames });
  await alarm.set('ALARM');
  await alarm.set('OK');
  await subject.cloudWatch.enableAlarmActions({ AlarmNames });
  await alarm.set('ALARM');
  const ofAlarm = (event: any) => alarmMessage(event).AlarmName === alarm.name;
  await recorder.event(ofAlarm);
  expect((await recorder.events()).filter(ofAlarm).map(event => alarmMessage(event).OldStateValue)).toEqual(['OK']);
});
