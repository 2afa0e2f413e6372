import { LambdaMetrics } from '../../../../rehearsal/cloud/cloudwatch/metrics/lambda-metrics';
import { MetricQueries } from '../../../../rehearsal/cloud/cloudwatch/metrics/metric-queries';
import { MetricStore } from '../../../../rehearsal/cloud/cloudwatch/metrics/metric-store';
import { type Invocation } from '../../../../rehearsal/cloud/ministack/invocation';
import { ScaledTime } from '../../../../rehearsal/cloud/scaled-time';

const MINUTE = 60_000;
const ALL = { start: 0, end: 100 * MINUTE };

let now: number;
let store: MetricStore;

beforeEach(() => {
  now = 90 * MINUTE;
  store = new MetricStore(() => now);
});

const lambda = (seed = 1, scale = 1, delay?: { shortest: number; longest: number }, origin = 0) =>
  new LambdaMetrics(store, new ScaledTime(scale), seed, delay, {}, origin);

const invocation = (change: Partial<Invocation> = {}): Invocation => ({
  functionName: 'f', alias: 'live', executedVersion: '2', startedAt: 0, durationMs: 100, error: null, log: '', requestId: 'r', ...change,
});

/** A statistic of each minute that has data. */
function minutes(metricName: string, stat: string, dimensions: Record<string, string>, scale = 1): Record<number, number> {
  const MetricStat = {
    Metric: { Namespace: 'AWS/Lambda', MetricName: metricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) },
    Period: 60,
    Stat: stat,
  };
  const [series] = new MetricQueries(store, new ScaledTime(scale)).evaluate([{ Id: 'm', MetricStat }], ALL).get('m')!;
  return Object.fromEntries([...series].map(([start, value]) => [(start * scale) / MINUTE, value]));
}

const FUNCTION = { FunctionName: 'f' };
const ALIAS = { ...FUNCTION, Resource: 'f:live' };
const CANARY = { ...ALIAS, ExecutedVersion: '2' };

test('an invocation by an alias counts for the function, the alias and the version that ran, and for no other', () => {
  lambda().record(invocation());
  for (const dimensions of [{}, FUNCTION, ALIAS, CANARY] as Record<string, string>[]) expect(minutes('Invocations', 'Sum', dimensions)).toEqual({ 0: 1 });
  for (const dimensions of [{ ...ALIAS, ExecutedVersion: '1' }, { ...FUNCTION, Resource: 'f:2' }, { ExecutedVersion: '2' }] as Record<string, string>[]) {
    expect(minutes('Invocations', 'Sum', dimensions)).toEqual({});
  }
});

test.each<[Partial<Invocation> & { executedVersion: string }, string]>([
  [{ alias: null, executedVersion: '2' }, 'f:2'],
  [{ alias: null, executedVersion: '$LATEST' }, 'f'],
])('invoked as %p it has the resource %s and no executed version', (change, Resource) => {
  lambda().record(invocation(change));
  expect(minutes('Invocations', 'Sum', { ...FUNCTION, Resource })).toEqual({ 0: 1 });
  expect(minutes('Invocations', 'Sum', { ...FUNCTION, Resource, ExecutedVersion: change.executedVersion })).toEqual({});
});

test('a success counts as zero errors, not as missing data', () => {
  const metrics = lambda();
  metrics.record(invocation());
  metrics.record(invocation({ startedAt: MINUTE, error: 'broken' }));
  expect(minutes('Errors', 'Sum', CANARY)).toEqual({ 0: 0, 1: 1 });
});

test('durations have percentiles and counts above a bound', () => {
  const metrics = lambda();
  for (const durationMs of [10, 20, 900]) metrics.record(invocation({ durationMs }));
  expect(minutes('Duration', 'p50', CANARY)).toEqual({ 0: 20 });
  expect(minutes('Duration', 'TC(20:)', CANARY)).toEqual({ 0: 1 });
});

test('an invocation belongs to the minute in which it started, and is visible only after the minute in which it ended', () => {
  lambda(1, 1, { shortest: 30, longest: 30 }).record(invocation({ startedAt: 59_000, durationMs: 2 * MINUTE }));
  now = 3 * MINUTE + 29_000;
  expect(minutes('Invocations', 'Sum', CANARY)).toEqual({});
  now = 3 * MINUTE + 30_000;
  expect(minutes('Invocations', 'Sum', CANARY)).toEqual({ 0: 1 });
});

test('the metrics of a version\'s minute become visible together, between the shortest and the longest delay, by seed', () => {
  const arrivals = (seed: number) => {
    store = new MetricStore(() => now);
    const metrics = lambda(seed, 1, { shortest: 10, longest: 110 });
    for (let minute = 0; minute < 20; minute++) {
      for (const second of [1, 30, 58]) metrics.record(invocation({ startedAt: minute * MINUTE + second * 1000, error: 'e' }));
    }
    const seconds: number[] = [];
    for (now = 0; now < 30 * MINUTE; now += 1000) {
      const complete = Object.values(minutes('Errors', 'Sum', CANARY));
      expect(complete.every(count => count === 3)).toBe(true);
      while (seconds.length < complete.length) seconds.push(now / 1000);
    }
    return seconds;
  };
  const first = arrivals(7);
  expect(first).toHaveLength(20);
  expect(Math.min(...first)).toBeGreaterThanOrEqual(60 + 10);
  expect(first.at(-1)).toBeLessThanOrEqual(20 * 60 + 110);
  expect(new Set(first.map(second => second % 60)).size).toBeGreaterThan(5);
  expect(arrivals(7)).toEqual(first);
  expect(arrivals(8)).not.toEqual(first);
});

test('the same seed gives the same delays to the first minutes, whatever their time and the function\'s name', () => {
  const delays = (functionName: string, origin: number) => {
    store = new MetricStore(() => now);
    const metrics = lambda(7, 1, { shortest: 10, longest: 110 }, origin);
    return [0, 1, 2, 3].map(minute => {
      metrics.record(invocation({ functionName, startedAt: origin + minute * MINUTE }));
      for (now = origin + (minute + 1) * MINUTE; minutesOf(functionName).length <= minute;) now += 1000;
      return now - origin;
    });
  };
  const minutesOf = (name: string) => Object.keys(minutes('Invocations', 'Sum', { FunctionName: name }));
  expect(delays('other', 7 * MINUTE)).toEqual(delays('f', 0));
});

test('the length of a minute is scaled', () => {
  const metrics = lambda(1, 60);
  for (const startedAt of [0, 999, 1000, 2999]) metrics.record(invocation({ startedAt, durationMs: 0 }));
  expect(minutes('Invocations', 'Sum', CANARY, 60)).toEqual({ 0: 2, 1: 1, 2: 1 });
});
