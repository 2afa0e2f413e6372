import { observation, START, thresholds } from './support/fixture';
import { analyse, type LimitRule, type Reading } from '../../src/analysis';

const DELTA: LimitRule = { metric: 'errorRate', kind: 'delta', value: 1 };
const RATIO: LimitRule = { metric: 'p99', kind: 'ratio', value: 1.2 };
const ABSOLUTE: LimitRule = { metric: 'p50', kind: 'absolute', value: 100 };

type Side = Partial<Reading['canary']>;

/** Minutes of 1,000 baseline and 100 canary calls, with these differences. */
function minutes(...sides: [baseline: Side, canary: Side][]): Reading[] {
  return sides.map(([baseline, canary], i) => ({
    minute: START + i,
    baseline: { invocations: 1000, errors: 0, p50: 50, p99: 150, ...baseline },
    canary: { invocations: 100, errors: 0, p50: 50, p99: 150, ...canary },
  }));
}

function judge(rules: LimitRule[], given: Reading[], maxExtensions = 3): [string, string] {
  const { verdict, reason } = analyse(thresholds(...rules), observation(given, { windowMinutes: 4, maxExtensions }));
  return [verdict, reason];
}

const BAD: [Side, Side] = [{}, { errors: 2 }];
const GOOD: [Side, Side] = [{}, { errors: 1 }];

describe('rolls back after three judged minutes in a row over a limit', () => {
  test('percentage points above the baseline', () => {
    expect(judge([DELTA], minutes(BAD, BAD, GOOD))[0]).toBe('continue');
    expect(judge([DELTA], minutes(GOOD, BAD, BAD, BAD))).toEqual([
      'rollback', 'error rate over its limit in the last 3 judged minutes: canary 2 %, limit 1 %, baseline 0 %',
    ]);
  });

  test('points above a baseline that also fails', () => {
    const both: [Side, Side] = [{ errors: 15 }, { errors: 2 }];
    expect(judge([DELTA], minutes(both, both, both))[0]).toBe('continue');
    const worse: [Side, Side] = [{ errors: 15 }, { errors: 3 }];
    expect(judge([DELTA], minutes(worse, worse, worse))[1]).toMatch(/: canary 3 %, limit 2\.5 %, baseline 1\.5 %$/);
  });

  test('a multiple of the baseline', () => {
    expect(judge([RATIO], minutes([{}, { p99: 212 }], [{}, { p99: 181 }], [{ p99: 160 }, { p99: 193 }]))).toEqual([
      'rollback', 'p99 over its limit in the last 3 judged minutes: canary 193 ms, limit 192 ms, baseline 160 ms',
    ]);
    expect(judge([RATIO], minutes([{}, { p99: 212 }], [{}, { p99: 180 }], [{}, { p99: 212 }], [{}, { p99: 212 }]))[0]).toBe('extend');
  });

  test('a fixed value, with or without a baseline', () => {
    const alone: [Side, Side] = [{ invocations: 0, p50: undefined }, { p50: 101 }];
    expect(judge([ABSOLUTE], minutes(alone, alone, alone))).toEqual([
      'rollback', 'p50 over its limit in the last 3 judged minutes: canary 101 ms, limit 100 ms',
    ]);
    expect(judge([DELTA], minutes(...new Array(3).fill([{ invocations: 0 }, { errors: 50 }])))[0]).toBe('continue');
  });

  test('and still does later, with the numbers of that minute', () => {
    expect(judge([DELTA], minutes(BAD, BAD, BAD, GOOD))[1]).toBe('error rate over its limit in the last 3 judged minutes: canary 2 %, limit 1 %, baseline 0 %');
  });
});

test('a minute with too few requests neither lengthens a streak nor ends it', () => {
  const few: [Side, Side] = [{}, { invocations: 19, errors: 19 }];
  expect(judge([DELTA], minutes(few, few, few))[0]).toBe('continue');
  expect(judge([DELTA], minutes(BAD, BAD, few, BAD))[0]).toBe('rollback');
  const enough: [Side, Side] = [{ invocations: 20 }, { invocations: 20, errors: 20 }];
  expect(judge([DELTA], minutes(enough, enough, enough))[0]).toBe('rollback');
});

describe('promotes at the end of the window', () => {
  test('if the limits are kept', () => {
    expect(judge([DELTA, RATIO], minutes(GOOD, GOOD, GOOD))[1])
      .toBe('minute 3 of 4: error rate over its limit 0 of 3, p99 over its limit 0 of 3');
    expect(judge([DELTA, RATIO], minutes(GOOD, GOOD, GOOD, GOOD))).toEqual([
      'promote', 'canary fails 1 % of calls, baseline 0 %; limits kept after 4 minutes',
    ]);
  });

  test('not in the middle of a streak', () => {
    expect(judge([DELTA], minutes(GOOD, GOOD, GOOD, BAD), 0)).toEqual(['inconclusive', 'not decided after 4 minutes: error rate over its limit']);
  });

  test('not if too little could be judged', () => {
    const few: [Side, Side] = [{}, { invocations: 19 }];
    expect(judge([DELTA], minutes(GOOD, GOOD, few, few), 0)).toEqual(['inconclusive', 'not decided after 4 minutes: error rate seen in 2 of 4 minutes']);
  });
});

test('evidence for the dashboard: the newest judged minute', () => {
  const { limits, metrics } = analyse(thresholds(DELTA), observation(minutes(GOOD, BAD), { windowMinutes: 4 }));
  expect(metrics).toEqual([]);
  expect(limits).toEqual([{ ...DELTA, seen: 2, lastSeen: START + 1, blind: 0, streak: 1, canary: 2, baseline: 0, line: 1, minutes: 3 }]);
});
