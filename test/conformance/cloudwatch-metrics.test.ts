import { type MetricDataQuery, type MetricDatum } from '@aws-sdk/client-cloudwatch';
import { Subject } from './subject';

// Sources: API = service model of CloudWatch; CWG = CloudWatch user guide ("Statistics definitions", "Using math expressions").

let subject: Subject;
let namespace: string;
/** The start of a past minute in which nothing else was measured. */
let begin: number;

beforeAll(async () => {
  subject = await Subject.start();
});
afterAll(async () => subject.stop());
beforeEach(() => {
  namespace = subject.name('Conformance');
  begin = Math.floor(Date.now() / subject.minute) * subject.minute - 10 * subject.minute;
});

const at = (minutes: number) => new Date(begin + minutes * subject.minute);

const put = async (...data: MetricDatum[]) => subject.cloudWatch.putMetricData({ Namespace: namespace, MetricData: data });

const metric = (Id: string, Stat: string, change: Partial<MetricDataQuery> = {}, MetricName = 'calls'): MetricDataQuery =>
  ({ Id, MetricStat: { Metric: { Namespace: namespace, MetricName }, Period: 60, Stat }, ...change });

const read = async (queries: MetricDataQuery[], from = 0, to = 8) => {
  const { MetricDataResults } = await subject.cloudWatch.getMetricData({
    StartTime: at(from), EndTime: at(to), MetricDataQueries: queries, ScanBy: 'TimestampAscending',
  });
  return MetricDataResults!.map(({ Id, Timestamps, Values }) =>
    ({ id: Id, minutes: Timestamps!.map(time => (time.getTime() - begin) / subject.minute), values: Values }));
};

/** Values of one query by minute, once this many minutes have data. */
const values = async (query: MetricDataQuery, count: number, from = 0, to = 8): Promise<Record<number, number>> =>
  subject.until(`${count} minutes must have data`, 5, async () => {
    const [{ minutes, values: found }] = await read([query], from, to);
    return minutes.length >= count && Object.fromEntries(minutes.map((minute, i) => [minute, found![i]]));
  });

test('measurements are aggregated by the minute of their timestamp (API: PutMetricData, GetMetricData)', async () => {
  await put(
    { MetricName: 'calls', Timestamp: at(1), Value: 1 },
    { MetricName: 'calls', Timestamp: at(1.9), Value: 2 },
    { MetricName: 'calls', Timestamp: at(2), Value: 4 },
  );
  expect(await values(metric('m', 'Sum'), 2)).toEqual({ 1: 3, 2: 4 });
});

test('the start of the span belongs to it, the end does not (API)', async () => {
  await put(...[1, 2, 3].map(minute => ({ MetricName: 'calls', Timestamp: at(minute), Value: minute })));
  expect(await values(metric('m', 'Sum'), 2, 1, 3)).toEqual({ 1: 1, 2: 2 });
});

// API: "EndTime … exclusive; results include data points up to the specified time stamp". A data point's time stamp is its period's start.
test('a data point is whole, wherever in its period the span ends (API: GetMetricData, GetMetricStatistics)', async () => {
  await put({ MetricName: 'calls', Timestamp: at(1), Value: 1 }, { MetricName: 'calls', Timestamp: at(1.9), Value: 2 });
  await values(metric('m', 'Sum'), 1);
  const queries = [metric('calls', 'Sum'), { Id: 'twice', Expression: '2 * calls' }];
  expect(await read(queries, 0, 1.5)).toEqual([{ id: 'calls', minutes: [1], values: [3] }, { id: 'twice', minutes: [1], values: [6] }]);
  const { Datapoints } = await subject.cloudWatch.getMetricStatistics({
    Namespace: namespace, MetricName: 'calls', StartTime: at(0), EndTime: at(1.5), Period: 60, Statistics: ['Sum'],
  });
  expect(Datapoints).toEqual([expect.objectContaining({ Timestamp: at(1), Sum: 3 })]);
});

test('dimensions are never aggregated (CWG: dimensions)', async () => {
  await put({ MetricName: 'calls', Timestamp: at(1), Value: 1, Dimensions: [{ Name: 'a', Value: '1' }] });
  const query = (...Dimensions: { Name: string; Value: string }[]): MetricDataQuery =>
    ({ Id: 'm', MetricStat: { Metric: { Namespace: namespace, MetricName: 'calls', Dimensions }, Period: 60, Stat: 'Sum' } });
  expect(await values(query({ Name: 'a', Value: '1' }), 1)).toEqual({ 1: 1 });
  expect((await read([query(), query({ Name: 'a', Value: '2' })].map((one, i) => ({ ...one, Id: `m${i}` })))).map(({ values: found }) => found)).toEqual([[], []]);
});

test.each([
  ['Sum', 4 + 300 + 5000],
  ['SampleCount', 8],
  ['Minimum', 1],
  ['Maximum', 5000],
  ['TC(100:)', 1],
  ['TC(:100)', 7],
  ['TC(1:100)', 3],
  ['PR(:100)', 87.5],
])('%s of values with counts (CWG: lower bound exclusive, upper inclusive)', async (statistic, expected) => {
  await put({ MetricName: 'calls', Timestamp: at(1), Values: [1, 100, 5000], Counts: [4, 3, 1] });
  expect(await values(metric('m', statistic), 1)).toEqual({ 1: expected });
});

test('a statistic set has no percentiles (API: PutMetricData)', async () => {
  await put({ MetricName: 'calls', Timestamp: at(1), StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 1, Maximum: 9 } });
  expect(await values(metric('m', 'Average'), 1)).toEqual({ 1: 5 });
  expect((await read([metric('m', 'p90')]))[0].values).toEqual([]);
});

test('an expression combines metrics; where one of them has no data, it has none; `ReturnData: false` hides a query', async () => {
  await put(
    ...[10, 20].map((Value, i) => ({ MetricName: 'calls', Timestamp: at(i + 1), Value })),
    { MetricName: 'errors', Timestamp: at(2), Value: 5 },
  );
  await values(metric('m', 'Sum'), 2);
  await values(metric('m', 'Sum', {}, 'errors'), 1);
  const queries = [
    metric('calls', 'Sum', { ReturnData: false }),
    metric('errors', 'Sum', { ReturnData: false }, 'errors'),
    { Id: 'rate', Expression: '100 * errors / calls' },
    { Id: 'filled', Expression: 'IF(FILL(errors, 0) >= 3, rate, 0)', ReturnData: true },
  ];
  expect(await read(queries, 1, 3)).toEqual([{ id: 'rate', minutes: [2], values: [25] }, { id: 'filled', minutes: [1, 2], values: [0, 25] }]);
});

test('newest first by default (API: ScanBy)', async () => {
  await put(...[1, 2].map(minute => ({ MetricName: 'calls', Timestamp: at(minute), Value: minute })));
  await values(metric('m', 'Sum'), 2);
  const { MetricDataResults } = await subject.cloudWatch.getMetricData({ StartTime: at(0), EndTime: at(8), MetricDataQueries: [metric('m', 'Sum')] });
  expect(MetricDataResults).toEqual([expect.objectContaining({ Id: 'm', Label: 'calls', StatusCode: 'Complete', Values: [2, 1] })]);
});

test('GetMetricStatistics returns the same values, in any order', async () => {
  await put(...[1, 2, 4].map(Value => ({ MetricName: 'calls', Timestamp: at(1), Value })));
  await values(metric('m', 'Sum'), 1);
  const { Datapoints } = await subject.cloudWatch.getMetricStatistics({
    Namespace: namespace, MetricName: 'calls', StartTime: at(0), EndTime: at(8), Period: 60, Statistics: ['Sum', 'Maximum'],
  });
  expect(Datapoints).toEqual([expect.objectContaining({ Timestamp: at(1), Sum: 7, Maximum: 4 })]);
});

test('ListMetrics finds what was measured by namespace and dimension', async () => {
  await put({ MetricName: 'calls', Value: 1, Dimensions: [{ Name: 'a', Value: '1' }] });
  const { Metrics } = await subject.until('the metric must be listed', 15, async () => {
    const found = await subject.cloudWatch.listMetrics({ Namespace: namespace, Dimensions: [{ Name: 'a' }] });
    return found.Metrics!.length > 0 && found;
  });
  expect(Metrics).toEqual([expect.objectContaining({ Namespace: namespace, MetricName: 'calls', Dimensions: [{ Name: 'a', Value: '1' }] })]);
});

test.each<[string, MetricDataQuery[], string]>([
  ['an id that begins with a capital', [metric('M', 'Sum')], 'ValidationException'],
  ['an id twice', [metric('m', 'Sum'), metric('m', 'Sum')], 'ValidationException'],
  ['neither metric nor expression', [{ Id: 'm' }], 'ValidationException'],
  ['an unknown id in an expression', [{ Id: 'm', Expression: 'other + 1' }], 'ValidationException'],
  ['an incomplete expression', [metric('a', 'Sum'), { Id: 'm', Expression: 'a +' }], 'ValidationException'],
])('refuses %s (API)', async (_, queries, name) => {
  await expect(read(queries)).rejects.toMatchObject({ name });
});

test('refuses a span that ends before it starts, and a period that is not a whole minute (API)', async () => {
  await expect(read([metric('m', 'Sum')], 2, 1)).rejects.toMatchObject({ name: 'ValidationException' });
  const odd = { Id: 'm', MetricStat: { ...metric('m', 'Sum').MetricStat!, Period: 90 } };
  await expect(read([odd])).rejects.toMatchObject({ name: expect.stringMatching(/InvalidParameterValue|ValidationException/) });
});

test('refuses measurements in a namespace of AWS (API)', async () => {
  await expect(subject.cloudWatch.putMetricData({ Namespace: 'AWS/Lambda', MetricData: [{ MetricName: 'Errors', Value: 1 }] }))
    .rejects.toMatchObject({ name: expect.stringMatching(/InvalidParameterValue/) });
});
