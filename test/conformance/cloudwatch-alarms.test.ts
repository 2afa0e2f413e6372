import { type PutMetricAlarmCommandInput, type StateValue } from '@aws-sdk/client-cloudwatch';
import { Subject } from './subject';

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

const settings = (AlarmName: string, change: Partial<PutMetricAlarmCommandInput> = {}): PutMetricAlarmCommandInput => ({
  AlarmName,
  Namespace: namespace,
  MetricName: 'errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  ...change,
});

const createAlarm = async (change: Partial<PutMetricAlarmCommandInput> = {}): Promise<string> => {
  const name = subject.name('alarm');
  await subject.cloudWatch.putMetricAlarm(settings(name, change));
  subject.atEnd(() => subject.cloudWatch.deleteAlarms({ AlarmNames: [name] }));
  return name;
};

const describeAlarm = async (name: string) => (await subject.cloudWatch.describeAlarms({ AlarmNames: [name] })).MetricAlarms![0];

const becomes = async (name: string, state: StateValue) =>
  subject.until(`${name} must be ${state}`, 8, async () => {
    const alarm = await describeAlarm(name);
    return alarm.StateValue === state && alarm;
  });

const setState = async (AlarmName: string, StateValue: StateValue) =>
  subject.cloudWatch.setAlarmState({ AlarmName, StateValue, StateReason: 'set by hand' });

/** Measures now and for the minutes to come, until the callback's work is done. */
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

test('a new alarm has insufficient data (CWG), and without any data stays so', async () => {
  const name = await createAlarm();
  expect(await describeAlarm(name)).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', ActionsEnabled: true, AlarmArn: expect.stringContaining(`:alarm:${name}`) });
});

test('missing data is not breaching where the alarm says so (CWG)', async () => {
  await becomes(await createAlarm({ TreatMissingData: 'notBreaching' }), 'OK');
});

test('missing data is breaching where the alarm says so (CWG)', async () => {
  await becomes(await createAlarm({ TreatMissingData: 'breaching' }), 'ALARM');
});

test('it goes to ALARM beyond the threshold, says why, and comes back', async () => {
  const name = await createAlarm({ TreatMissingData: 'notBreaching' });
  await measuring(5, async () => {
    const { StateReason, StateReasonData } = await becomes(name, 'ALARM');
    expect(StateReason).toMatch(/^Threshold Crossed: 1 out of the last 1 datapoints? \[[\d.]+ \(.*\)\] was greater than or equal to the threshold/);
    expect(JSON.parse(StateReasonData!)).toMatchObject({ version: '1.0', threshold: 1, period: 60 });
  });
  await becomes(name, 'OK');
});

test('M out of N: fewer breaching minutes than asked for are not enough (CWG)', async () => {
  const minute = Math.floor(Date.now() / subject.minute) * subject.minute;
  const MetricData = [5, 0, 5].map((Value, i) => ({ MetricName: 'errors', Value, Timestamp: new Date(minute - (3 - i) * subject.minute) }));
  await subject.cloudWatch.putMetricData({ Namespace: namespace, MetricData });
  const [two, three] = await Promise.all([2, 3].map(async DatapointsToAlarm => createAlarm({ EvaluationPeriods: 3, DatapointsToAlarm })));
  await becomes(two, 'ALARM');
  expect((await becomes(three, 'OK')).DatapointsToAlarm).toBe(3);
});

test('an alarm on metric math: a rate counts from a minimum of errors on (facts: one error in thirty calls is not 1 %)', async () => {
  const query = (Id: string) => ({ Id, ReturnData: false, MetricStat: { Metric: { Namespace: namespace, MetricName: Id }, Period: 60, Stat: 'Sum' } });
  const onRate = (minimum: number) => createAlarm({
    Namespace: undefined,
    MetricName: undefined,
    Statistic: undefined,
    Period: undefined,
    TreatMissingData: 'notBreaching',
    Metrics: [query('errors'), query('calls'), { Id: 'rate', Expression: `IF(errors >= ${minimum}, 100 * errors / calls, 0)` }],
  });
  const minute = Math.floor(Date.now() / subject.minute) * subject.minute - subject.minute;
  await subject.cloudWatch.putMetricData({
    Namespace: namespace,
    MetricData: [['errors', 3], ['calls', 30]].map(([name, Value]) => ({ MetricName: name as string, Value: Value as number, Timestamp: new Date(minute) })),
  });
  const [enough, tooFew] = await Promise.all([onRate(3), onRate(4)]);
  await becomes(enough, 'ALARM');
  await becomes(tooFew, 'OK');
});

test('an update leaves the state as it is (API: PutMetricAlarm)', async () => {
  const name = await createAlarm({ TreatMissingData: 'ignore' });
  await setState(name, 'ALARM');
  await subject.cloudWatch.putMetricAlarm(settings(name, { TreatMissingData: 'ignore', Threshold: 1000 }));
  expect(await describeAlarm(name)).toMatchObject({ StateValue: 'ALARM', Threshold: 1000 });
});

test('a state that was set lasts until the alarm is evaluated (API: SetAlarmState)', async () => {
  const name = await createAlarm({ TreatMissingData: 'notBreaching' });
  await becomes(name, 'OK');
  await setState(name, 'ALARM');
  await becomes(name, 'OK');
});

test('the history tells settings and states, newest first', async () => {
  const name = await createAlarm({ TreatMissingData: 'ignore' });
  await setState(name, 'OK');
  await setState(name, 'ALARM');
  const history = async (HistoryItemType?: 'StateUpdate') =>
    (await subject.cloudWatch.describeAlarmHistory({ AlarmName: name, HistoryItemType })).AlarmHistoryItems!;
  const states = await subject.until('the history must tell both states', 2, async () => {
    const items = await history('StateUpdate');
    return items.length === 2 && items;
  });
  expect(states.map(({ HistorySummary }) => HistorySummary)).toEqual(['Alarm updated from OK to ALARM', 'Alarm updated from INSUFFICIENT_DATA to OK']);
  expect(JSON.parse(states[0].HistoryData!)).toMatchObject({ oldState: { stateValue: 'OK' }, newState: { stateValue: 'ALARM', stateReason: 'set by hand' } });
  expect((await history()).at(-1)!.HistoryItemType).toBe('ConfigurationUpdate');
  const later = await subject.cloudWatch.describeAlarmHistory({ AlarmName: name, StartDate: new Date(Date.now() + 60_000) });
  expect(later.AlarmHistoryItems).toEqual([]);
});

test('DescribeAlarms filters by names, prefix and state, and tells nothing of what is not there', async () => {
  const prefix = subject.name('prefix');
  for (const suffix of ['a', 'b']) await subject.cloudWatch.putMetricAlarm(settings(`${prefix}-${suffix}`, { TreatMissingData: 'ignore' }));
  await setState(`${prefix}-b`, 'ALARM');
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
  ['no period at all', { EvaluationPeriods: 0 }],
  ['a period of ninety seconds', { Period: 90 }],
  ['two statistics', { ExtendedStatistic: 'p99' }],
  ['no statistic', { Statistic: undefined }],
  ['an unknown treatment of missing data', { TreatMissingData: 'hopeful' }],
  ['a metric and an expression', { Metrics: [{ Id: 'm', Expression: '1' }] }],
  ['an expression of which nothing is returned', {
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

test('refuses to set what is not there, and a state that does not exist (API)', async () => {
  await expect(setState('not-there', 'OK')).rejects.toMatchObject({ name: 'ResourceNotFound' });
  await expect(setState(await createAlarm(), 'WRONG' as StateValue)).rejects.toMatchObject({ name: 'ValidationException' });
});
