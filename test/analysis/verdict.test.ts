import { type Cells, ERRORS_ONLY, observation, reading, readings, repeat, sequential, START } from './support/fixture';
import { analyse, type AnalysisSettings, type Observation, PROMOTION, type Reading } from '../../src/analysis';

const HEALTHY: Cells = [2700, 8, 300, 1];
const BUSY: Cells = [27_000, 80, 3000, 9];
const IDLE: Cells = [0, 0, 0, 0];

/** Verdict and reason. */
function judge(given: readonly Reading[], parts: Partial<Observation> = {}, settings: AnalysisSettings = sequential()): [string, string] {
  const { verdict, reason } = analyse(settings, observation(given, parts));
  return [verdict, reason];
}

describe('rollback', () => {
  test('as soon as harm is proven, with the evidence as the reason', () => {
    expect(judge(readings([2700, 8, 300, 12]))).toEqual(['rollback', 'canary fails 4 % of calls, baseline 0.3 %; evidence 314,400 : 1, line 100 : 1']);
  });

  test('after four failed calls: there is no minimum of requests', () => {
    const failing = (calls: number) => analyse(ERRORS_ONLY, observation(readings([9 * calls, 0, calls, calls]))).verdict;
    expect([1, 2, 3, 4].map(failing)).toEqual(['continue', 'continue', 'continue', 'rollback']);
  });

  test('for a slower tail', () => {
    const slow = { ...reading(START, HEALTHY), canary: { invocations: 300, errors: 1, overP99: 30, overP50: 150 } };
    expect(judge([slow])).toEqual([
      'rollback', 'canary exceeds the old p99 in 10 % of calls, baseline 1 %; evidence over 1,000,000 : 1, line 250 : 1',
    ]);
  });

  test('for a slower median', () => {
    const slow = { ...reading(START, HEALTHY), canary: { invocations: 300, errors: 1, overP99: 3, overP50: 220 } };
    expect(judge([slow])[1]).toBe('canary exceeds the old p50 in 73 % of calls, baseline 50 %; evidence over 1,000,000 : 1, line 250 : 1');
  });

  test('even if the evidence has sunk since, or every number after it is missing', () => {
    const crossed = [reading(START, [270, 0, 30, 4]), ...readings(...repeat(8, HEALTHY)).map(next => ({ ...next, minute: next.minute + 1 }))];
    expect(judge(crossed)).toEqual(['rollback', 'canary fails 0.49 % of calls, baseline 0.29 %; evidence 687 : 1, line 100 : 1']);
    expect(judge([reading(START, [2700, 8, 300, 12])], { now: (START + 60) * 60_000 })[0]).toBe('rollback');
  });
});

describe('promote', () => {
  test('at the end of the window', () => {
    expect(judge(readings(...repeat(14, HEALTHY)))[0]).toBe('continue');
    expect(judge(readings(...repeat(15, HEALTHY)))).toEqual([
      'promote', 'canary fails 0.33 % of calls, baseline 0.3 %; harm excluded after 15 minutes',
    ]);
  });

  test('as soon as the conditions hold, if the settings ask for it', () => {
    const early = sequential({ promotion: { ...PROMOTION, early: true } });
    expect(judge(readings(...repeat(9, HEALTHY)), {}, early)[0]).toBe('continue');
    expect(judge(readings(...repeat(10, HEALTHY)), {}, early)[0]).toBe('promote');
  });

  test('a window shorter than ten minutes needs no more than its own length', () => {
    expect(judge(readings(...repeat(5, BUSY)), { windowMinutes: 5 })[0]).toBe('promote');
  });

  test('an early promotion waits for the tenth minute of a longer window', () => {
    const early = sequential({ promotion: { ...PROMOTION, early: true } });
    expect(judge(readings(...repeat(5, BUSY)), { windowMinutes: 5 }, early)[0]).toBe('promote');
    expect(judge(readings(...repeat(5, BUSY)), { windowMinutes: 6 }, early)[0]).toBe('continue');
  });

  test('not with too few canary calls, and says so', () => {
    const few = readings(...repeat(15, [1_000_000, 0, 3, 0]));
    expect(judge(few, { maxExtensions: 0 }, ERRORS_ONLY)).toEqual([
      'inconclusive', 'not decided after 15 minutes: harm in errors not excluded; 45 canary calls of 50 seen',
    ]);
  });

  test('not while evidence of harm is above calm', () => {
    const [verdict, reason] = judge(readings(...repeat(14, [2700, 8, 300, 1]), [2700, 8, 300, 12]), { maxExtensions: 0 }, ERRORS_ONLY);
    expect([verdict, reason]).toEqual(['inconclusive', 'not decided after 15 minutes: evidence on errors 52 : 1, calm below 3 : 1']);
  });

  test('not while a metric was never measured', () => {
    const blind = readings(...repeat(15, HEALTHY)).map(({ minute, baseline, canary }) => {
      const without = ({ invocations, errors, overP99 }: Reading['canary']) => ({ invocations, errors, overP99 });
      return { minute, baseline: without(baseline), canary: without(canary) };
    });
    expect(judge(blind, { maxExtensions: 0 })).toEqual(['inconclusive', 'not decided after 15 minutes: harm in median latency not excluded; median latency seen in 0 of 10 minutes']);
  });

  test('not measured is not the same as never slow', () => {
    const blind = readings(...repeat(15, BUSY)).map(next => ({ ...next, canary: { invocations: 3000, errors: 9, overP50: 1500 } }));
    expect(judge(blind, { maxExtensions: 0 })).toEqual(['inconclusive', 'not decided after 15 minutes: harm in tail latency not excluded; tail latency seen in 0 of 10 minutes']);
  });

  test('with fifty canary calls, not with forty-nine', () => {
    const lenient = { ...ERRORS_ONLY, tests: [{ ...ERRORS_ONLY.tests[0], exclusion: { ...ERRORS_ONLY.tests[0].exclusion, floor: 0.3 } }] };
    expect(judge(readings([500, 0, 49, 0]), { windowMinutes: 1 }, lenient)[0]).toBe('extend');
    expect(judge(readings([500, 0, 50, 0]), { windowMinutes: 1 }, lenient)[0]).toBe('promote');
  });

  test('not on minutes that have not settled', () => {
    const given = readings(...repeat(15, HEALTHY));
    const settled = (START + 15) * 60_000 + 120_000;
    expect(judge(given, { now: settled - 1 })).toEqual([
      'continue', 'minute 14 of 15: errors 0.27 : 1 of 100 : 1, tail latency 0.16 : 1 of 250 : 1, median latency 0.16 : 1 of 250 : 1',
    ]);
    expect(judge(given, { now: settled })[0]).toBe('promote');
    expect(judge(given, { now: settled, timeoutSeconds: 61 })[0]).toBe('continue');
  });
});

describe('the window', () => {
  const undecided = (minutes: number) => readings(...repeat(minutes, [27, 0, 3, 0]));

  test('ends in an extension as long as one is left', () => {
    const [verdict, reason] = judge(undecided(15), {}, ERRORS_ONLY);
    expect([verdict, reason]).toEqual([
      'extend', 'not decided after 15 minutes: harm in errors not excluded; 45 canary calls of 50 seen; 5 more minutes, extension 1 of 3',
    ]);
    expect(judge(undecided(15), { extensionsUsed: 1 }, ERRORS_ONLY)[0]).toBe('continue');
    expect(judge(undecided(20), { extensionsUsed: 1 }, ERRORS_ONLY)[1]).toMatch(/not excluded; 5 more minutes, extension 2 of 3$/);
  });

  test('is inconclusive after the last extension', () => {
    expect(judge(undecided(29), { extensionsUsed: 3 }, ERRORS_ONLY)[0]).toBe('continue');
    expect(judge(undecided(30), { extensionsUsed: 3 }, ERRORS_ONLY)).toEqual(['inconclusive', 'not decided after 30 minutes: harm in errors not excluded']);
  });

  test('counts settled minutes: a missing minute makes it end later', () => {
    const given = readings(...repeat(16, HEALTHY)).filter(({ minute }) => minute !== START + 4);
    const { verdict, settledMinutes, missingMinutes, windowMinutes } = analyse(sequential(), observation(given.slice(0, 14)));
    expect([verdict, settledMinutes, missingMinutes, windowMinutes]).toEqual(['continue', 14, 1, 15]);
    expect(judge(given)[0]).toBe('promote');
  });

  test('begins with the first minute in which the canary had its share', () => {
    const { settledMinutes, missingMinutes } = analyse(sequential(), observation([reading(START - 1, HEALTHY), ...readings(HEALTHY, HEALTHY)]));
    expect([settledMinutes, missingMinutes]).toEqual([2, 0]);
  });

  test('without a call of either version is a verdict of its own, extensions or not', () => {
    expect(judge(readings(...repeat(14, IDLE)))[0]).toBe('continue');
    expect(judge(readings(...repeat(15, IDLE)))).toEqual(['noTraffic', 'no calls in 15 minutes']);
    expect(judge(readings(...repeat(15, IDLE)), { maxExtensions: 0 })[0]).toBe('noTraffic');
  });

  test('with calls of the baseline alone is not `noTraffic`: the canary got no calls, for an unknown reason', () => {
    expect(judge(readings(...repeat(15, [10, 0, 0, 0])))[0]).toBe('extend');
    expect(judge(readings(...repeat(15, [10, 0, 0, 0])), { maxExtensions: 0 })[0]).toBe('inconclusive');
  });
});

describe('numbers that do not come', () => {
  const minutesLater = (minutes: number, timeoutSeconds = 3): Partial<Observation> => ({
    now: (START + minutes) * 60_000 + 1000 * (Math.max(120, timeoutSeconds + 60) + 60),
    timeoutSeconds,
  });

  test('are waited for at first', () => {
    expect(judge([], { now: START * 60_000 })).toEqual(['continue', 'no minute has settled yet']);
  });

  test('are missing five minutes in a row: inconclusive, whatever was seen before', () => {
    const [settled] = [readings(...repeat(7, HEALTHY))];
    expect(judge(settled, minutesLater(11))[0]).toBe('continue');
    expect(judge(settled, { ...minutesLater(12), now: minutesLater(12).now! - 1 })[0]).toBe('continue');
    expect(judge(settled, minutesLater(12))).toEqual(['inconclusive', 'no numbers for 5 minutes in a row']);
    expect(judge([], minutesLater(5))[0]).toBe('inconclusive');
  });

  test('come back: the analysis continues', () => {
    const back = [...readings(...repeat(3, HEALTHY)), reading(START + 12, HEALTHY)];
    const { verdict, missingMinutes } = analyse(sequential(), observation(back));
    expect([verdict, missingMinutes]).toEqual(['continue', 9]);
  });

  test('are not missing before they could have settled: a function that may run for 15 minutes is not always missing', () => {
    const started = minutesLater(1, 3).now!;
    for (let later = 0; later <= 20; later++) {
      const verdict = analyse(sequential(), observation([], { now: started + later * 60_000, timeoutSeconds: 900 }));
      expect([later, verdict.verdict, verdict.missingMinutes]).toEqual([later, later < 18 ? 'continue' : 'inconclusive', Math.max(0, later - 13)]);
    }
  });

  test('are not waited for after the end of the window', () => {
    expect(judge(readings(...repeat(15, HEALTHY)), minutesLater(60))[0]).toBe('promote');
  });
});

describe('if only a person decides', () => {
  const manual = sequential({ kind: 'manual', guard: undefined });

  test('the evidence is shown, and decides nothing', () => {
    const { verdict, reason, metrics } = analyse(manual, observation(readings([2700, 8, 300, 12])));
    expect([verdict, metrics[0].status]).toEqual(['continue', 'harm']);
    expect(reason).toMatch(/^minute 1 of 15: errors 314,400 : 1 of 100 : 1, /);
  });

  test('the window ends in an extension or inconclusive, with or without traffic', () => {
    expect(judge(readings(...repeat(15, HEALTHY)), {}, manual)).toEqual([
      'extend', 'not decided after 15 minutes: only a person decides; 5 more minutes, extension 1 of 3',
    ]);
    expect(judge(readings(...repeat(15, HEALTHY)), { maxExtensions: 0 }, manual)[0]).toBe('inconclusive');
    expect(judge(readings(...repeat(15, IDLE)), { maxExtensions: 0 }, manual)[0]).toBe('inconclusive');
  });
});

describe('evidence for the dashboard', () => {
  test('value, line, trend and status of each metric', () => {
    const { metrics } = analyse(sequential(), observation(readings(...repeat(12, HEALTHY))));
    expect(metrics.map(({ metric, status }) => [metric, status])).toEqual([['errors', 'clear'], ['tailLatency', 'clear'], ['medianLatency', 'clear']]);
    expect(metrics.map(({ line }) => Math.exp(line))).toEqual([expect.closeTo(100, 9), expect.closeTo(250, 9), expect.closeTo(250, 9)]);
    expect(metrics[0]).toMatchObject({ total: { baseline: { calls: 32_400, events: 96 }, canary: { calls: 3600, events: 12 } }, dispersion: 1 });
    expect(Math.exp(metrics[0].clearLine)).toBeCloseTo(40, 9);
    expect(metrics[0].cleared).toBeGreaterThanOrEqual(metrics[0].clearLine);
  });

  test('a trend over five minutes is the change since the minute before them', () => {
    const trends = (minutes: number) => analyse(ERRORS_ONLY, observation(readings(...repeat(minutes, HEALTHY)))).metrics[0];
    expect(trends(1).trend).toBeCloseTo(trends(1).value, 12);
    expect(trends(9).trend).toBeCloseTo(trends(9).value - trends(4).value, 12);
  });

  test('warns from 10 : 1 on', () => {
    const status = (xc: number) => analyse(ERRORS_ONLY, observation(readings([2700, 8, 300, xc]))).metrics[0].status;
    expect([1, 5, 6, 7].map(status)).toEqual(['open', 'open', 'warning', 'harm']);
  });

  test('what could be seen at the traffic so far', () => {
    const { forecast } = analyse(sequential(), observation(readings(...repeat(5, [270, 0, 30, 0]))));
    expect(forecast).toEqual([
      { harm: '×2', share: expect.closeTo(0.00074, 5), minutes: expect.any(Number), seenAt: expect.any(Number), inWindow: false },
      { harm: '×5', share: expect.closeTo(0.00185, 5), minutes: expect.any(Number), seenAt: expect.any(Number), inWindow: false },
      { harm: '+5 points', share: expect.closeTo(0.05037, 5), minutes: 3, seenAt: (START + 3) * 60_000 + 120_000, inWindow: true },
    ]);
  });

  test('the forecast uses the traffic of the last five minutes, not of the night before', () => {
    const minutes = (...counts: Cells[]) => analyse(ERRORS_ONLY, observation(readings(...counts), { windowMinutes: 60 })).forecast[1].minutes!;
    const busy: Cells = [2700, 3, 300, 0];
    const quiet: Cells = [27, 0, 3, 0];
    expect(minutes(...repeat(20, quiet), ...repeat(5, busy)) / minutes(...repeat(5, busy))).toBeCloseTo(1, 0);
    expect(minutes(...repeat(20, busy), ...repeat(5, quiet)) / minutes(...repeat(20, busy))).toBeGreaterThan(50);
  });

  test('a missing minute makes the forecast time later', () => {
    const given = readings(...repeat(5, [270, 0, 30, 0])).filter(({ minute }) => minute !== START + 2);
    const [, , points] = analyse(ERRORS_ONLY, observation(given)).forecast;
    expect([points.minutes, points.seenAt]).toEqual([3, (START + 4) * 60_000 + 120_000]);
  });

  test('no forecast without calls to forecast from', () => {
    expect(analyse(sequential(), observation(readings(IDLE))).forecast).toEqual([]);
    expect(analyse(sequential(), observation(readings([10, 0, 0, 0]))).forecast).toEqual([]);
  });
});
