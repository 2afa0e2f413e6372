import { type Cells, counts, ERRORS_ONLY, observation, reading, readings, repeat, sequential, START, thresholds } from './support/fixture';
import { analyse, type AnalysisSettings, type Cause, type Observation, type Reading, type VerdictName } from '../../src/analysis';
import { isCutOff } from '../../src/analysis/doubts';

const BUSY: Cells = [27_000, 80, 3000, 9];
const CUT_OFF: Cells = [30_000, 90, 0, 0];
const IDLE: Cells = [0, 0, 0, 0];

type Judged = [VerdictName, Cause | undefined, string];

function judge(given: readonly Reading[], parts: Partial<Observation> = {}, settings: AnalysisSettings = sequential()): Judged {
  const { verdict, cause, reason } = analyse(settings, observation(given, { maxExtensions: 0, ...parts }));
  return [verdict, cause, reason];
}

/** Some of these readings with other numbers of the canary. */
function change(given: readonly Reading[], which: (index: number) => boolean, canary: Partial<Reading['canary']>): Reading[] {
  return given.map((next, i) => (which(i) ? { ...next, canary: { ...next.canary, ...canary } } : next));
}

describe('numbers that come only at first do not promote', () => {
  test('the canary is cut off after two minutes', () => {
    const [verdict, cause, reason] = judge(readings(...repeat(2, BUSY), ...repeat(13, CUT_OFF)), {}, ERRORS_ONLY);
    expect([verdict, cause]).toEqual(['inconclusive', 'suspicious']);
    expect(reason).toBe('not decided after 15 minutes: errors seen in 2 of 10 minutes; errors not seen in the last 13 minutes; '
      + 'none of the last 390,000 calls went to the canary');
  });

  test('the canary is cut off in the last minute, and the minutes before would be enough', () => {
    expect(judge(readings(...repeat(14, BUSY), CUT_OFF), {}, ERRORS_ONLY).slice(0, 2)).toEqual(['inconclusive', 'suspicious']);
    expect(judge(readings(...repeat(14, BUSY), CUT_OFF), { maxExtensions: 1 }, ERRORS_ONLY)[0]).toBe('extend');
    expect(judge(readings(...repeat(15, BUSY)), {}, ERRORS_ONLY)[0]).toBe('promote');
  });

  test('neither version is called after the first minute', () => {
    const [verdict, cause, reason] = judge(readings([270_000, 800, 30_000, 90], ...repeat(14, IDLE)), {}, ERRORS_ONLY);
    expect([verdict, cause]).toEqual(['inconclusive', 'undecided']);
    expect(reason).toBe('not decided after 15 minutes: errors seen in 1 of 10 minutes; errors not seen in the last 14 minutes');
  });

  test('harm was excluded by the floor, and then all calls ended', () => {
    expect(judge(readings(...repeat(2, [0, 0, 300, 0]), ...repeat(13, IDLE)), {}, ERRORS_ONLY)[0]).toBe('inconclusive');
  });

  test.each(['overP99', 'overP50'] as const)('`%s` is measured in the first minute alone', count => {
    const given = change(readings(...repeat(15, BUSY)), i => i > 0, { [count]: undefined });
    expect(judge(given).slice(0, 2)).toEqual(['inconclusive', 'missing']);
  });

  test('a metric is not measured in the last five minutes, or in six of fifteen', () => {
    const late = change(readings(...repeat(15, BUSY)), i => i >= 10, { overP99: undefined });
    expect(judge(late)).toEqual(['inconclusive', 'missing', 'not decided after 15 minutes: tail latency not seen in the last 5 minutes']);
    expect(judge(change(readings(...repeat(15, BUSY)), i => i >= 11, { overP99: undefined }))[0]).toBe('promote');
    const scattered = change(readings(...repeat(15, BUSY)), i => i % 5 === 1 || i % 5 === 3, { overP50: undefined });
    expect(judge(scattered)).toEqual(['inconclusive', 'missing', 'not decided after 15 minutes: median latency seen in 9 of 10 minutes']);
  });

  test('a percentile is there in three of fifteen minutes', () => {
    const p99 = thresholds({ metric: 'p99', kind: 'absolute', value: 200 });
    const full = change(readings(...repeat(15, BUSY)), () => true, { p99: 100 });
    expect(judge(full, {}, p99)[0]).toBe('promote');
    expect(judge(change(full, i => i >= 3, { p99: undefined }), {}, p99)).toEqual([
      'inconclusive', 'missing', 'not decided after 15 minutes: p99 seen in 3 of 10 minutes; p99 not seen in the last 12 minutes',
    ]);
    expect(judge(change(full, i => i >= 10, { p99: undefined }), {}, p99)[1]).toBe('missing');
  });

  test('a shorter window needs no more than its own length', () => {
    expect(judge(readings(...repeat(5, BUSY)), { windowMinutes: 5 })[0]).toBe('promote');
    expect(judge(readings(...repeat(4, BUSY), IDLE), { windowMinutes: 5 })[0]).toBe('inconclusive');
  });
});

describe('why it is inconclusive', () => {
  test.each<[string, Cause, Reading[], AnalysisSettings]>([
    ['too little traffic', 'undecided', readings(...repeat(15, [27, 0, 3, 0])), ERRORS_ONLY],
    ['evidence that is not calm', 'suspicious', readings(...repeat(14, [2700, 8, 300, 1]), [2700, 8, 300, 12]), ERRORS_ONLY],
    ['a limit exceeded at the end', 'suspicious', readings(...repeat(14, BUSY), [27_000, 80, 3000, 300]), thresholds({ metric: 'errorRate', kind: 'delta', value: 1 })],
    ['the canary was never called', 'missing', readings(...repeat(15, [10, 0, 0, 0])), ERRORS_ONLY],
    ['only a person may decide', 'manual', readings(...repeat(15, BUSY)), sequential({ kind: 'manual', guard: undefined })],
    ['nothing is compared', 'missing', readings(...repeat(15, BUSY)), sequential({ tests: [] })],
  ])('%s: %s', (_, cause, given, settings) => {
    expect(judge(given, {}, settings).slice(0, 2)).toEqual(['inconclusive', cause]);
    expect(judge(given, { maxExtensions: 1 }, settings).slice(0, 2)).toEqual(['extend', cause]);
  });

  test('of two causes the gravest: something is missing, and something is suspicious', () => {
    const given = change(readings(...repeat(14, [2700, 8, 300, 1]), [2700, 8, 300, 12]), () => true, { overP99: undefined });
    expect(judge(given)[1]).toBe('missing');
  });

  test('five due minutes without numbers are missing; other verdicts have no cause', () => {
    const settled = readings(...repeat(7, BUSY));
    expect(judge(settled, { now: (START + 13) * 60_000 + 180_000 }).slice(0, 2)).toEqual(['inconclusive', 'missing']);
    expect(judge(settled).slice(0, 2)).toEqual(['continue', undefined]);
    expect(judge(readings(...repeat(15, BUSY))).slice(0, 2)).toEqual(['promote', undefined]);
  });
});

describe('an extension that comes late', () => {
  const before = readings(...repeat(15, [27, 0, 3, 0]));
  // Granted ten minutes after the end of the window, and judged a minute later.
  const granted = (START + 27) * 60_000;
  const late = { extensionsUsed: 1, maxExtensions: 3, extendedAt: granted, now: granted + 60_000 };

  test('has time to read minutes before any is missing', () => {
    expect(judge(before, late, ERRORS_ONLY)[0]).toBe('continue');
    expect(judge(before, { ...late, now: granted + 4 * 60_000 }, ERRORS_ONLY)[0]).toBe('continue');
    expect(judge(before, { ...late, now: granted + 5 * 60_000 }, ERRORS_ONLY)).toEqual([
      'inconclusive', 'missing', 'no numbers for 5 minutes in a row',
    ]);
    expect(judge(before, { ...late, extendedAt: undefined }, ERRORS_ONLY)[0]).toBe('inconclusive');
  });

  test('includes the minutes before it, if they can still be read', () => {
    const backfilled = readings(...repeat(20, [2700, 8, 300, 1]));
    const { verdict, settledMinutes, missingMinutes } = analyse(ERRORS_ONLY, observation(backfilled, { ...late, now: granted + 60_000 }));
    expect([verdict, settledMinutes, missingMinutes]).toEqual(['promote', 20, 0]);
  });

  test('continues with the minute in which the numbers come back', () => {
    const after = Array.from({ length: 5 }, (_, i) => reading(START + 27 + i, [2700, 8, 300, 1]));
    const { settledMinutes } = analyse(ERRORS_ONLY, observation([...before, ...after], { ...late, now: (START + 32) * 60_000 + 120_000 }));
    expect(settledMinutes).toBe(20);
  });
});

describe('a sick minute', () => {
  const healthy = readings(...repeat(15, [2700, 8, 300, 1]));
  const sick: Cells = [2700, 8, 300, 60];

  test('does not count before the start, or before it has settled', () => {
    expect(judge([reading(START - 1, sick), ...healthy])[0]).toBe('promote');
    expect(judge([...healthy.slice(0, 14), reading(START + 14, sick)], { now: (START + 15) * 60_000 + 119_999 })[0]).toBe('continue');
  });

  test('counts after the window too, once it has settled: neither the analysis nor a person promotes a canary with known harm', () => {
    const given = [...healthy, reading(START + 15, sick)];
    expect(judge(given, { now: (START + 16) * 60_000 + 119_999 })[0]).toBe('promote');
    expect(judge(given)[0]).toBe('rollback');
    const undecided = [...readings(...repeat(15, [27, 0, 3, 0])), reading(START + 15, sick)];
    expect(judge(undecided)[0]).toBe('rollback');
  });
});

describe('a silence of the canary', () => {
  const split = (baseline: number, canary: number) => ({ traffic: counts([baseline, 0, canary, 0]) });

  test('is more than a coincidence from about 130 calls on, if 10 % of the calls went to it before', () => {
    expect(isCutOff(split(9000 + 100, 1000), 100)).toBe(false);
    expect(isCutOff(split(9000 + 140, 1000), 140)).toBe(true);
  });

  test('is a coincidence as long as little is known of the split', () => {
    expect(isCutOff(split(50, 1), 48)).toBe(false);
    expect(isCutOff(split(100_000, 0), 100_000)).toBe(false);
    expect(isCutOff(split(0, 0), 0)).toBe(false);
  });
});
