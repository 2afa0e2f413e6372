import { type PutMetricAlarmCommandInput, type StateValue } from '@aws-sdk/client-cloudwatch';
import { Subject } from './subject';
import { Alarm } from './support/alarm';
import { sixtyMinutes } from './support/minutes';

// Sources: API = service model of CloudWatch; CWG = CloudWatch user guide ("Alarm evaluation", "How alarms treat missing data").

let subject: Subject;
let namespace: string;

beforeAll(async () => {
  subject = await Subject.start();
});
afterAll(async () => subject.stop());
beforeEach(() => {
  namespace = subject.name('Conformance');
});

/** An alarm on the errors in the test's namespace. */
const createAlarm = (settings: Partial<PutMetricAlarmCommandInput> = {}) =>
  Alarm.create(subject, { Namespace: namespace, MetricName: 'errors', ...settings });

/** Measures now and for the coming minutes, until the callback's work is done. */
async function measuring(value: number, work: () => Promise<unknown>): Promise<void> {
  const put = () => void subject.cloudWatch.putMetricData({ Namespace: namespace, MetricData: [{ MetricName: 'errors', Value: value }] }).catch(() => {});
  put();
  const timer = setInterval(put, subject.minute / 4);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}

test('a new alarm has insufficient data (CWG), and keeps that state without data', async () => {
  const alarm = await createAlarm();
  expect(await alarm.describe()).toMatchObject({
    StateValue: 'INSUFFICIENT_DATA', ActionsEnabled: true, AlarmArn: expect.stringContaining(`:alarm:${alarm.name}`),
  });
});

test('missing data is not breaching if the alarm says so (CWG)', async () => {
  await (await createAlarm({ TreatMissingData: 'notBreaching' })).becomes('OK');
});

test('missing data is breaching if the alarm says so (CWG)', async () => {
  await (await createAlarm({ TreatMissingData: 'breaching' })).becomes('ALARM');
});

test('an alarm goes to ALARM beyond the threshold, gives the reason, and goes back to OK', async () => {
  const alarm = await createAlarm({ TreatMissingData: 'notBreaching' });
  await measuring(5, async () => {
    const { StateReason, StateReasonData } = await alarm.becomes('ALARM');
    expect(StateReason).toMatch(/^Threshold Crossed: 1 out of the last 1 datapoints? \[[\d.]+ \(.*\)\] was greater than or equal to the threshold/);
    expect(JSON.parse(StateReasonData!)).toMatchObject({ version: '1.0', threshold: 1, period: 60 });
  });
  await alarm.becomes('OK');
});

test('M out of N: fewer than M breaching minutes are not enough (CWG)', async () => {
  // Two of any three minutes.
  const MetricData = sixtyMinutes(subject).map((Timestamp, i) => ({ MetricName: 'errors', Value: [5, 5, 0][i % 3], Timestamp }));
  await subject.cloudWatch.putMetricData({ Namespace: namespace, MetricData });
  const [two, three] = await Promise.all([2, 3].map(async DatapointsToAlarm => createAlarm({ EvaluationPeriods: 3, DatapointsToAlarm })));
  await two.becomes('ALARM');
  expect((await three.becomes('OK')).DatapointsToAlarm).toBe(3);
});

test('an alarm on metric math: a rate counts only above a minimum of errors (facts: one error in thirty calls is not 1 %)', async () => {
  const query = (Id: string) => ({ Id, ReturnData: false, MetricStat: { Metric: { Namespace: namespace, MetricName: Id }, Period: 60, Stat: 'Sum' } });
  const onRate = (minimum: number) => createAlarm({
    Namespace: undefined,
    MetricName: undefined,
    Statistic: undefined,
    Period: undefined,
    TreatMissingData: 'notBreaching',
    Metrics: [query('errors'), query('calls'), { Id: 'rate', Expression: `IF(errors >= ${minimum}, 100 * errors / calls, 0)` }],
  });
  await subject.cloudWatch.putMetricData({
    Namespace: namespace,
    MetricData: sixtyMinutes(subject).flatMap(Timestamp => [{ MetricName: 'errors', Value: 3, Timestamp }, { MetricName: 'calls', Value: 30, Timestamp }]),
  });
  const [enough, tooFew] = await Promise.all([onRate(3), onRate(4)]);
  await enough.becomes('ALARM');
  await tooFew.becomes('OK');
});

test('an update leaves the state unchanged (API: PutMetricAlarm)', async () => {
  const alarm = await createAlarm({ TreatMissingData: 'ignore' });
  await alarm.set('ALARM');
  await alarm.update({ Threshold: 1000 });
  expect(await alarm.describe()).toMatchObject({ StateValue: 'ALARM', Threshold: 1000 });
});

test('a state that was set lasts until the alarm is evaluated (API: SetAlarmState)', async () => {
  const alarm = await createAlarm({ TreatMissingData: 'notBreaching' });
  await alarm.becomes('OK');
  await alarm.set('ALARM');
  await alarm.becomes('OK');
});

test('the history has settings and states, newest first', async () => {
  const alarm = await createAlarm({ TreatMissingData: 'ignore' });
  await alarm.set('OK');
  await alarm.set('ALARM');
  const history = async (HistoryItemType?: 'StateUpdate') =>
    (await subject.cloudWatch.describeAlarmHistory({ AlarmName: alarm.name, HistoryItemType })).AlarmHistoryItems!;
  const states = await subject.until('the history must have both states', 2, async () => {
    const items = await history('StateUpdate');
    return items.length === 2 && items;
  });
  expect(states.map(({ HistorySummary }) => HistorySummary)).toEqual(['Alarm updated from OK to ALARM', 'Alarm updated from INSUFFICIENT_DATA to OK']);
  expect(JSON.parse(states[0].HistoryData!)).toMatchObject({ oldState: { stateValue: 'OK' }, newState: { stateValue: 'ALARM', stateReason: 'set by hand' } });
  expect((await history()).at(-1)!.HistoryItemType).toBe('ConfigurationUpdate');
  const later = await subject.cloudWatch.describeAlarmHistory({ AlarmName: alarm.name, StartDate: new Date(Date.now() + 60_000) });
  expect(later.AlarmHistoryItems).toEqual([]);
});

test('DescribeAlarms filters by names, prefix and state, and leaves out alarms that do not exist', async () => {
  const prefix = subject.name('prefix');
  await createAlarm({ AlarmName: `${prefix}-a`, TreatMissingData: 'ignore' });
  await (await createAlarm({ AlarmName: `${prefix}-b`, TreatMissingData: 'ignore' })).set('ALARM');
  const names = async (filter: object) => (await subject.cloudWatch.describeAlarms(filter)).MetricAlarms!.map(({ AlarmName }) => AlarmName);
  expect(await names({ AlarmNamePrefix: prefix })).toEqual([`${prefix}-a`, `${prefix}-b`]);
  expect(await names({ AlarmNamePrefix: prefix, StateValue: 'ALARM' })).toEqual([`${prefix}-b`]);
  expect(await names({ AlarmNames: [`${prefix}-a`, 'not-there'] })).toEqual([`${prefix}-a`]);
  const first = await subject.cloudWatch.describeAlarms({ AlarmNamePrefix: prefix, MaxRecords: 1 });
  expect(await names({ AlarmNamePrefix: prefix, MaxRecords: 1, NextToken: first.NextToken })).toEqual([`${prefix}-b`]);
  await subject.cloudWatch.deleteAlarms({ AlarmNames: [`${prefix}-a`, `${prefix}-b`] });
  expect(await names({ AlarmNamePrefix: prefix })).toEqual([]);
});

test.each<[string, Partial<PutMetricAlarmCommandInput>]>([
  ['more datapoints than periods', { DatapointsToAlarm: 2 }],
  ['zero periods', { EvaluationPeriods: 0 }],
  ['a period of ninety seconds', { Period: 90 }],
  ['two statistics', { ExtendedStatistic: 'p99' }],
  ['no statistic', { Statistic: undefined }],
  ['an unknown treatment of missing data', { TreatMissingData: 'hopeful' }],
  ['a metric and an expression', { Metrics: [{ Id: 'm', Expression: '1' }] }],
  ['an expression that returns no data', {
    MetricName: undefined,
    Namespace: undefined,
    Statistic: undefined,
    Period: undefined,
    Metrics: [{ Id: 'm', ReturnData: false, MetricStat: { Metric: { Namespace: 'n', MetricName: 'm' }, Period: 60, Stat: 'Sum' } }],
  }],
  ['six actions', { AlarmActions: Array.from({ length: 6 }, (_, i) => `arn:aws:sns:us-east-1:123456789012:topic-${i}`) }],
])('refuses an alarm with %s (API)', async (_, change) => {
  await expect(createAlarm(change)).rejects.toMatchObject({ name: expect.stringMatching(/ValidationException|InvalidParameter/) });
});

test('refuses to set the state of an unknown alarm, and an unknown state (API)', async () => {
  await expect(subject.cloudWatch.setAlarmState({ AlarmName: 'not-there', StateValue: 'OK', StateReason: 'set by hand' }))
    .rejects.toMatchObject({ name: 'ResourceNotFound' });
  await expect((await createAlarm()).set('WRONG' as StateValue)).rejects.toMatchObject({ name: 'ValidationException' });
});
