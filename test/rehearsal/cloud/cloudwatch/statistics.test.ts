import { distributionOf, merge } from '../../../../rehearsal/cloud/cloudwatch/metrics/distribution';
import { parseStatistic } from '../../../../rehearsal/cloud/cloudwatch/metrics/statistics';

/** 10, 20 … 100, each once. */
const TENS = distributionOf(Array.from({ length: 10 }, (_, i) => [(i + 1) * 10, 1] as const));

test.each([
  ['SampleCount', 10],
  ['Sum', 550],
  ['Average', 55],
  ['Minimum', 10],
  ['Maximum', 100],
  ['p0', 10],
  ['p50', 50],
  ['p90', 90],
  ['p99.9', 100],
  ['p100', 100],
  // "Exclusive of the lower bound and inclusive of the upper bound" (CloudWatch user guide, statistics definitions).
  ['TC(20:40)', 2],
  ['TC(:40)', 4],
  ['TC(40:)', 6],
  ['TC(1000:)', 0],
  ['TS(20:40)', 70],
  ['TM(20:40)', 35],
  ['PR(:30)', 30],
  ['PR(20:100)', 80],
  ['TC(10%:90%)', 8],
  ['tc90', 9],
  ['ts90', 450],
  ['tm90', 50],
  ['IQM', 60],
])('%s', (statistic, expected) => {
  expect(parseStatistic(statistic)(TENS)).toBe(expected);
});

test('a value counts as often as it occurred', () => {
  const skewed = distributionOf([[1, 98], [500, 2]]);
  expect(parseStatistic('p98')(skewed)).toBe(1);
  expect(parseStatistic('p99')(skewed)).toBe(500);
  expect(parseStatistic('TC(1:)')(skewed)).toBe(2);
});

test('parts that were sent separately are merged', () => {
  expect(parseStatistic('p50')(merge([distributionOf([[1, 1]]), distributionOf([[2, 1], [9, 1]])]))).toBe(2);
});

test('a statistic set has no percentiles', () => {
  const set = { count: 3, sum: 30, minimum: 5, maximum: 20 };
  expect(parseStatistic('Average')(set)).toBe(10);
  expect(parseStatistic('p50')(set)).toBeUndefined();
  expect(parseStatistic('p50')(merge([set, TENS]))).toBeUndefined();
});

test.each(['Median', 'p101', 'TC(:)', 'TC(5)', 'wm90', ''])('%p is refused', statistic => {
  expect(() => parseStatistic(statistic)).toThrow(`The value ${statistic} for parameter Stat is not supported.`);
});
