import { type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { Subject } from './subject';
import { Alarm } from './support/alarm';
import { sixtyMinutes } from './support/minutes';

// Sources: API = PutMetricAlarm, EvaluateLowSampleCountPercentile; CWG = CloudWatch user guide, "Percentile-based alarms and low data samples".

let subject: Subject;
/** The metric of the test's alarms. */
let MetricName: string;

beforeAll(async () => {
  subject = await Subject.start();
});
afterAll(async () => subject.stop());
beforeEach(() => {
  MetricName = subject.name('duration');
});

/** Measures each value this many times, in every minute. */
async function measure(counts: Record<number, number>): Promise<void> {
  const [Values, Counts] = [Object.keys(counts).map(Number), Object.values(counts)];
  await subject.cloudWatch.putMetricData({
    Namespace: 'Conformance', MetricData: sixtyMinutes(subject).map(Timestamp => ({ MetricName, Timestamp, Values, Counts })),
  });
}

/** An alarm on durations of 500 and more. */
const createAlarm = (ExtendedStatistic: string, change: Partial<PutMetricAlarmCommandInput> = {}) =>
  Alarm.create(subject, { MetricName, Statistic: undefined, ExtendedStatistic, Threshold: 500, ...change });

test('an alarm on a percentile compares that percentile (API)', async () => {
  // Two in a hundred are slow.
  await measure({ 100: 2940, 1000: 60 });
  const [p99, p90] = await Promise.all(['p99', 'p90'].map(async percentile => createAlarm(percentile, { EvaluateLowSampleCountPercentile: 'ignore' })));
  expect((await p99.becomes('ALARM')).StateReason).toMatch(/\[1000(\.0)? \(/);
  await p90.becomes('OK');
});

// CWG: fewer than 10/(1 - percentile) from the median on, fewer than 10/percentile below.
test.each([['p99', 1000], ['p50', 20], ['p10', 100]])('%s needs %d samples in a period where low samples are ignored (CWG)', async (percentile, enough) => {
  await measure({ 1000: enough });
  await (await createAlarm(percentile, { EvaluateLowSampleCountPercentile: 'ignore' })).becomes('ALARM');
});

test.each([['p99', 999], ['p50', 19], ['p10', 99]])('%s of %d samples: with `ignore` the alarm keeps its state, with `evaluate` it changes (API, CWG)', async (percentile, few) => {
  await measure({ 1000: few });
  const ignoring = await createAlarm(percentile, { EvaluateLowSampleCountPercentile: 'ignore' });
  await ignoring.set('OK');
  // "If you omit this parameter, the alarm is always evaluated."
  const judging = [await createAlarm(percentile, { EvaluateLowSampleCountPercentile: 'evaluate' }), await createAlarm(percentile)];
  for (const alarm of judging) await alarm.becomes('ALARM');
  // Once more, so that the other alarm had time to change too.
  await judging[0].set('OK');
  await judging[0].becomes('ALARM');
  expect(await ignoring.describe()).toMatchObject({ StateValue: 'OK', StateReason: 'set by hand' });
});
