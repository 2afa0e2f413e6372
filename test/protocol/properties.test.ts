import * as fc from 'fast-check';
import { type Counts, ERRORS_ONLY, observation, reading, sequential, START, thresholds } from './support/fixture';
import { analyse, type AnalysisSettings, type AnalysisState, begin, conclude, dispersionIndex, fold, type Reading } from '../../src/protocol/analysis';
import { mergeReadings } from '../../src/protocol/analysis/merge-readings';

const SETTINGS: [string, AnalysisSettings][] = [
  ['sequential', sequential()],
  ['thresholds', thresholds({ metric: 'errorRate', kind: 'delta', value: 1 }, { metric: 'p99', kind: 'ratio', value: 1.2 })],
  ['manual', sequential({ kind: 'manual', guard: undefined })],
];

const calls = fc.oneof(fc.constant(0), fc.nat(40), fc.nat(3000), fc.nat(1_000_000_000));

/** One version's minute; no more bad calls than calls. */
const version = fc.record({
  invocations: calls,
  parts: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  p99: fc.nat(5000),
}).map(({ invocations, parts, p99 }) => {
  const [errors, overP99, overP50] = parts.map(part => Math.floor(part * invocations));
  return { invocations, errors, overP99, overP50, p99 };
});

const history = fc.array(fc.record({ gap: fc.nat(3), baseline: version, canary: version }), { maxLength: 25 }).map(list => {
  let minute = START - 1;
  return list.map(({ gap, baseline, canary }): Reading => ({ minute: (minute += gap === 3 ? 2 : 1), baseline, canary }));
});

describe.each(SETTINGS)('%s', (_, settings) => {
  test('minute by minute, stored as JSON in between, gives exactly the same as one pass', () => {
    fc.assert(fc.property(history, given => {
      const observed = observation(given, { dispersions: { errors: 1.7 } });
      let state = begin(settings, observed.dispersions);
      for (const next of given) state = fold(settings, JSON.parse(JSON.stringify(state)) as AnalysisState, next);
      expect(conclude(settings, state, observed)).toEqual(analyse(settings, observed));
    }), { numRuns: 60 });
  });

  test('the order in which readings are stored, and a second reading of a minute, change nothing', () => {
    fc.assert(fc.property(history, fc.infiniteStream(fc.nat()), (given, random) => {
      const shuffled = given.map(value => ({ value, key: random.next().value })).sort((a, b) => a.key - b.key).map(({ value }) => value);
      const again = given.map(({ minute }) => reading(minute, [100, 50, 100, 50]));
      expect(analyse(settings, observation([...shuffled, ...again]))).toEqual(analyse(settings, observation(given)));
    }), { numRuns: 60 });
  });

  test('every number of a verdict is finite, from no calls to a billion', () => {
    fc.assert(fc.property(history, given => {
      const verdict = analyse(settings, observation(given));
      const numbers = JSON.stringify(verdict, (_key, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? 'NOT FINITE' : value));
      expect(numbers).not.toContain('NOT FINITE');
      expect(verdict.reason).not.toMatch(/NaN|Infinity|undefined/);
    }), { numRuns: 100 });
  });

  test('without canary calls nothing is promoted', () => {
    fc.assert(fc.property(history, fc.nat(3), fc.boolean(), (given, extensionsUsed, early) => {
      const idle = given.map(({ minute, baseline }) => ({ minute, baseline, canary: { invocations: 0, errors: 0, overP99: 0, overP50: 0 } }));
      const eager = { ...settings, promotion: { ...settings.promotion, early } };
      expect(analyse(eager, observation(idle, { extensionsUsed })).verdict).not.toBe('promote');
    }), { numRuns: 60 });
  });
});

test('the order of ticks within a minute changes nothing', () => {
  fc.assert(fc.property(fc.array(fc.tuple(version, version), { minLength: 1, maxLength: 6 }), ticks => {
    const parts = ticks.map(([baseline, canary]) => ({ minute: START, baseline, canary }));
    expect(mergeReadings([...parts].reverse())).toEqual(mergeReadings(parts));
  }));
});

test.each(['errors', 'overP99', 'overP50'] as const)('one more of the canary\'s `%s` never lowers the evidence against it, one more of the baseline\'s never raises it', count => {
  fc.assert(fc.property(fc.array(fc.tuple(version, version), { minLength: 1, maxLength: 8 }), fc.nat(), (minutes, where) => {
    const base = minutes.map(([baseline, canary], i) => ({ minute: START + i, baseline, canary }));
    const index = where % minutes.length;
    const peaks = (change: 'baseline' | 'canary') => {
      const more = base.map((one, i) => (i === index && one[change][count] < one[change].invocations
        ? { ...one, [change]: { ...one[change], [count]: one[change][count] + 1 } }
        : one));
      return values(more);
    };
    const before = values(base);
    const slack = (value: number) => 1e-9 * (1 + Math.abs(value)) + 1e-5;
    peaks('canary').forEach((value, i) => expect(value).toBeGreaterThanOrEqual(before[i] - slack(value)));
    peaks('baseline').forEach((value, i) => expect(value).toBeLessThanOrEqual(before[i] + slack(value)));
  }), { numRuns: 150 });

  function values(given: Reading[]): number[] {
    const settings = sequential();
    return given.reduce((state, next) => fold(settings, state, next), begin(settings)).metrics.map(({ trail }) => trail[trail.length - 1]);
  }
});

test('proven harm stays proven, whatever comes after it', () => {
  fc.assert(fc.property(history, given => {
    const after = given.map(({ minute, ...rest }) => ({ minute: minute + 2, ...rest }));
    const verdict = analyse(ERRORS_ONLY, observation([reading(START, [2700, 3, 300, 60]), ...after]));
    expect(verdict.verdict).toBe('rollback');
  }), { numRuns: 40 });
});

test('dispersion is at least 1, and 1 for a history that has none', () => {
  fc.assert(fc.property(fc.array(fc.record({ calls: fc.nat(1000), part: fc.double({ min: 0, max: 1, noNaN: true }) })), list => {
    const index = dispersionIndex(list.map(({ calls: n, part }) => ({ calls: n, events: Math.floor(n * part) })));
    expect(index).toBeGreaterThanOrEqual(1);
    expect(Number.isFinite(index)).toBe(true);
  }));
});

test('a healthy canary\'s evidence expects no more than its stake after any number of minutes', () => {
  // Every path of errors over three minutes of 6 baseline and 2 canary calls, all with the same share.
  const p = 0.2;
  const ways = [1, 2, 1];
  const base = [1, 6, 15, 20, 15, 6, 1];
  let mean = 0;
  const walk = (state: AnalysisState, minute: number, probability: number) => {
    if (minute === 3) {
      const { trail } = state.metrics[0];
      mean += probability * Math.exp(trail[trail.length - 1]);
      return;
    }
    for (let xb = 0; xb <= 6; xb++) {
      for (let xc = 0; xc <= 2; xc++) {
        const chance = base[xb] * p ** xb * (1 - p) ** (6 - xb) * ways[xc] * p ** xc * (1 - p) ** (2 - xc);
        const counts: Counts = [6, xb, 2, xc];
        walk(fold(settings, state, reading(START + minute, counts)), minute + 1, probability * chance);
      }
    }
  };
  const settings = { ...ERRORS_ONLY, tests: [{ ...ERRORS_ONLY.tests[0], onsetMinutes: 1 }] };
  walk(begin(settings), 0, 1);
  expect(mean).toBeLessThanOrEqual(1);
  expect(mean).toBeGreaterThan(0.5);
});
