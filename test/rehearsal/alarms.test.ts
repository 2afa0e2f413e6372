import { TestCloud } from '../runtime/support/test-cloud';

jest.setTimeout(60_000);

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(async () => cloud.stop());

test('an alarm with dimensions is not moved by what other functions do', async () => {
  const name = cloud.name('broken');
  await cloud.createFunction(name, { code: 'exports.handler = async () => { throw new Error("broken"); };' });
  expect((await cloud.lambda.invoke({ FunctionName: name })).FunctionError).toBe('Unhandled');
  // MiniStack evaluates an alarm when it is put, as each deploy of its stack does.
  const AlarmName = cloud.name('errors-of-another');
  await cloud.cloudWatch.putMetricAlarm({
    AlarmName,
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: 'another' }],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  });
  const { MetricAlarms } = await cloud.cloudWatch.describeAlarms({ AlarmNames: [AlarmName] });
  expect(MetricAlarms![0].StateValue).toBe('INSUFFICIENT_DATA');
});

test('the history of an alarm tells the states that it had, newest first', async () => {
  const alarm = await cloud.createAlarm();
  const since = new Date();
  await cloud.setAlarm(alarm, 'ALARM');
  await cloud.setAlarm(alarm, 'OK');
  const { AlarmHistoryItems } = await cloud.cloudWatch.describeAlarmHistory({ AlarmName: alarm, HistoryItemType: 'StateUpdate', StartDate: since });
  expect(AlarmHistoryItems!.map(item => JSON.parse(item.HistoryData!).newState.stateValue)).toEqual(['OK', 'ALARM']);
});
