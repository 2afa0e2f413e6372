import { type Cells, ERRORS_ONLY, folded, observation, reading, readings, repeat, sequential, START } from './support/fixture';
import { analyse, begin, conclude, fold, type MetricName, type Reading, readHistory, type Situation, versionReading } from '../../src/analysis';

const HEALTHY: Cells = [2700, 8, 300, 1];
const settings = sequential();

function version(parts: object): Reading {
  const whole = reading(START, HEALTHY);
  return { ...whole, canary: { ...whole.canary, ...parts } } as Reading;
}

describe('an invalid reading is refused', () => {
  test.each<[object, string]>([
    [{ invocations: undefined }, '`canary.invocations` must be a number of at least 0, got: undefined'],
    [{ invocations: null }, '`canary.invocations` must be a number of at least 0, got: null'],
    [{ errors: undefined }, '`canary.errors` must be a number of at least 0, got: undefined'],
    [{ errors: -1 }, '`canary.errors` must be a number of at least 0, got: -1'],
    [{ errors: NaN }, '`canary.errors` must be a number of at least 0, got: NaN'],
    [{ errors: Infinity }, '`canary.errors` must be a number of at least 0, got: Infinity'],
    [{ errors: '3' }, '`canary.errors` must be a number of at least 0, got: 3'],
    [{ overP99: null }, '`canary.overP99` must be a number of at least 0, got: null'],
    [{ p99: NaN }, '`canary.p99` must be a number of at least 0, got: NaN'],
  ])('%j', (parts, message) => {
    const state = begin(settings);
    expect(() => fold(settings, state, [version(parts)], observation([]))).toThrow(new RangeError(message));
  });

  test('a fraction of a minute, and a reading of one version only', () => {
    expect(() => folded(settings, [reading(29_000_000.5, HEALTHY)])).toThrow(new RangeError('`minute` must be a whole number of at least 0, got: 29000000.5'));
    const half = { minute: START, baseline: reading(START, HEALTHY).baseline } as Reading;
    expect(() => folded(settings, [half])).toThrow(new RangeError('`canary.invocations` must be a number of at least 0, got: undefined'));
  });
});

describe('an invalid situation is refused, not promoted', () => {
  test.each<[Partial<Record<keyof Situation, unknown>>, string]>([
    [{ windowMinutes: NaN }, '`windowMinutes` must be a whole number of at least 1, got: NaN'],
    [{ windowMinutes: 0 }, '`windowMinutes` must be a whole number of at least 1, got: 0'],
    [{ extendByMinutes: undefined }, '`extendByMinutes` must be a whole number of at least 0, got: undefined'],
    [{ extensionsUsed: null }, '`extensionsUsed` must be a whole number of at least 0, got: null'],
    [{ maxExtensions: NaN }, '`maxExtensions` must be a whole number of at least 0, got: NaN'],
    [{ start: 29_000_000.5 }, '`start` must be a whole number of at least 0, got: 29000000.5'],
    [{ now: NaN }, '`now` must be a number of at least 0, got: NaN'],
    [{ timeoutSeconds: undefined }, '`timeoutSeconds` must be a number of at least 0, got: undefined'],
    [{ extendedAt: NaN }, '`extendedAt` must be a number of at least 0, got: NaN'],
  ])('%j', (parts, message) => {
    const situation = { ...observation([]), ...parts } as Situation;
    expect(() => fold(settings, begin(settings), [], situation)).toThrow(new RangeError(message));
    expect(() => conclude(settings, begin(settings), situation)).toThrow(new RangeError(message));
  });
});

describe('an invalid history is refused', () => {
  test.each([NaN, -1, undefined, null])('%p events', events => {
    expect(() => readHistory([{ calls: 5, events: events as number }])).toThrow(new RangeError(`\`events\` must be a number of at least 0, got: ${events}`));
  });

  test('dispersion and share', () => {
    const message = (name: string) => new RangeError(`\`${name}\` must be a number of at least 0, got: NaN`);
    expect(() => begin(settings, { errors: { share: 0, dispersion: NaN } })).toThrow(message('errors.dispersion'));
    expect(() => begin(settings, { tailLatency: { share: NaN, dispersion: 1 } })).toThrow(message('tailLatency.share'));
  });
});

describe('without anything to compare, nothing is promoted', () => {
  const good = readings(...repeat(15, HEALTHY));

  test('no test and no limit', () => {
    expect(analyse(sequential({ tests: [] }), observation(good)).reason).toMatch(/^not decided after 15 minutes: nothing is compared/);
  });

  test('an unknown metric', () => {
    const stray = { ...ERRORS_ONLY.tests[0], metric: 'durations' as MetricName };
    expect(analyse(sequential({ tests: [stray] }), observation(good)).verdict).toBe('extend');
  });

  test('NaN in the settings', () => {
    const [known] = ERRORS_ONLY.tests;
    const unclear = { ...known.exclusion, missedHarm: NaN };
    for (const broken of [{ ...known, exclusion: unclear }, { ...known, dispersion: NaN }, { ...known, tolerance: NaN }]) {
      expect(analyse(sequential({ tests: [broken] }), observation(good)).verdict).toBe('extend');
    }
    for (const part of ['calm', 'recentCalm', 'minimumMinutes', 'minimumCalls'] as const) {
      const promotion = { ...settings.promotion, [part]: NaN };
      expect(analyse(sequential({ promotion }), observation(good)).verdict).toBe('extend');
    }
  });
});

describe('a clock that goes back, or a start that moves past minutes that were seen', () => {
  const state = folded(ERRORS_ONLY, readings(...repeat(15, HEALTHY)));

  test.each<[string, Partial<Situation>]>([
    ['now is back at the start', { now: START * 60_000 }],
    ['a start after minutes that were seen', { start: START + 3 }],
  ])('%s: waits', (_, parts) => {
    const situation = { ...observation(readings(...repeat(15, HEALTHY))), ...parts };
    const { verdict, missingMinutes } = conclude(ERRORS_ONLY, state, situation);
    expect([verdict, missingMinutes >= 0]).toEqual(['continue', true]);
  });

  test('minutes that are passed again, too late or twice, change nothing', () => {
    const given = readings(...repeat(15, HEALTHY));
    const situation = observation(given);
    expect(fold(ERRORS_ONLY, state, [...given, reading(START + 3, [100, 50, 100, 50])], { ...situation, windowMinutes: 20 })).toEqual(state);
  });
});

test('more bad calls than calls count as all calls: Lambda counts durations and invocations separately', () => {
  const one = folded(settings, [{ ...reading(START, HEALTHY), canary: { invocations: 10, errors: 0, overP99: 11, overP50: 11 } }]);
  expect(one.metrics.map(({ total: { canary } }) => canary.events)).toEqual([0, 10, 10]);
});

describe('datapoints of a read that succeeded', () => {
  test('no datapoint at all: no calls, which is not missing', () => {
    expect(versionReading({})).toEqual({ invocations: 0, errors: 0, overP99: 0, overP50: 0 });
  });

  test('invocations alone: no errors, and slow calls not measured', () => {
    expect(versionReading({ invocations: 7 })).toEqual({ invocations: 7, errors: 0 });
    const full = { invocations: 7, errors: 1, overP99: 0, overP50: 3, p99: 12 };
    expect(versionReading(full)).toEqual(full);
  });

  test('errors without invocations: incomplete', () => {
    expect(() => versionReading({ errors: 2 })).toThrow(new RangeError('`invocations` must be a number of at least 1, got: 0'));
  });
});
