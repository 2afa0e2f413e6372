import { evaluateExpression } from '../../../../rehearsal/cloud/cloudwatch/math/expression';
import { type Series } from '../../../../rehearsal/cloud/cloudwatch/math/value';

const MINUTE = 60_000;

const series = (...values: (number | undefined)[]): Series =>
  new Map(values.flatMap((value, i) => (value === undefined ? [] : [[i * MINUTE, value] as const])));

const QUERIES: Record<string, Series | Series[]> = {
  errors: series(0, 2, 3, undefined),
  invocations: series(10, 10, 10, 10),
  holes: series(1, undefined, 3, undefined),
  m1: series(1, 2),
  m2: series(10, undefined, 30),
};

/** The value of each of the four minutes; undefined: no data. */
function evaluate(text: string): unknown {
  const value = evaluateExpression(text, {
    period: 60,
    periods: [0, 1, 2, 3].map(i => i * MINUTE),
    query: id => QUERIES[id],
    metrics: part => Object.entries(QUERIES).filter(([id]) => id.includes(part)).map(([, one]) => one as Series),
  });
  return value instanceof Map ? [0, 1, 2, 3].map(i => value.get(i * MINUTE)) : value;
}

const NONE = undefined;

test.each([
  // The default alarm of the construct.
  ['IF(errors >= 3, 100 * errors / invocations, 0)', [0, 0, 30, NONE]],
  ['100 * errors / invocations', [0, 20, 30, NONE]],
  ['invocations - holes', [9, NONE, 7, NONE]],
  ['1 / errors', [NONE, 0.5, 1 / 3, NONE]],
  ['-errors', [-0, -2, -3, NONE]],
  ['2 ^ 3 ^ 0 + m1', [3, 4, NONE, NONE]],
  ['m1 * 2 + 3 > 6 AND m1 < 3', [0, 1, NONE, NONE]],
  ['m1 == 1 || m1 != 2', [1, 0, NONE, NONE]],
  ['IF(errors > 1, errors)', [NONE, 2, 3, NONE]],
  ['IF(holes, invocations, m2)', [10, NONE, 10, NONE]],
  ['IF(1, m1, m2)', [1, 2, NONE, NONE]],
  ['FILL(errors, 7)', [0, 2, 3, 7]],
  ['FILL(errors, invocations)', [0, 2, 3, 10]],
  ['SUM([m1, m2])', [11, 2, 30, NONE]],
  ['SUM(METRICS("m"))', [11, 2, 30, NONE]],
  ['MAX([m1, m2])', [10, 2, 30, NONE]],
  ['AVG([m1, 2 * m1])', [1.5, 3, NONE, NONE]],
  ['m1 / SUM(m1)', [1 / 3, 2 / 3, NONE, NONE]],
  ['m1 - MIN(m1)', [0, 1, NONE, NONE]],
  ['TIME_SERIES(PERIOD(m1))', [60, 60, 60, 60]],
  ['RATE(errors)', [NONE, 2 / 60, 1 / 60, NONE]],
  ['DIFF(errors)', [NONE, 2, 1, NONE]],
  ['RUNNING_SUM(errors)', [0, 2, 5, NONE]],
  ['ABS(m1 - 2)', [1, 0, NONE, NONE]],
  ['LAST(errors) - m1', [2, 1, NONE, NONE]],
  ['FIRST(invocations) + DATAPOINT_COUNT(holes) + METRIC_COUNT(METRICS("m"))', 14],
])('%s', (text, expected) => {
  expect(evaluate(text)).toEqual(expected);
});

test.each([
  ['ANOMALY_DETECTION_BAND(m1)', 'the rehearsal has no function ANOMALY_DETECTION_BAND (rehearsal/FIDELITY.md)'],
  ['FILL(m1, REPEAT)', 'the rehearsal\'s FILL takes a number or a metric, got: REPEAT (rehearsal/FIDELITY.md)'],
  ['m1 % 2', 'metric math has no operator %'],
  ['m1 +', 'Error in expression \'m1 +\': Expected expression after + at character 4'],
  ['RATE(3)', 'RATE needs a time series'],
])('%s is refused', (text, message) => {
  expect(() => evaluate(text)).toThrow(message);
});
