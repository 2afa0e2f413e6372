import * as fc from 'fast-check';
import { type Cells, ERRORS_ONLY, folded, observation, reading, sequential, START, thresholds, usual } from './support/fixture';
import { reading as minuteOf, type Tick } from './support/play/scenario';
import {
  analyse, type AnalysisSettings, type AnalysisState, begin, conclude, fold, type Reading, readHistory, settledAt, type Situation,
} from '../../src/analysis';

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

/** What a minute may lack: everything, one metric, or the canary's calls. */
const LACKS = ['all', 'canary calls', 'overP99', 'overP50', 'p99'] as const;

describe.each(SETTINGS)('%s', (_, settings) => {
  // Looks at any time and any number of times, at readings from before the start, from after the window and from minutes that have
  // not settled, with extensions granted in between.
  const looks = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 400_000 }), extend: fc.boolean() }), { minLength: 1, maxLength: 12 });
  test('minute by minute, stored as JSON in between, gives at every look exactly the same as one pass', () => {
    const [from, window] = [fc.integer({ min: -3, max: 5 }), fc.integer({ min: 1, max: 12 })];
    fc.assert(fc.property(history, looks, from, window, fc.nat(100), (given, times, later, windowMinutes, timeoutSeconds) => {
      const histories = usual(0.001, 1.7);
      let state = begin(settings, histories);
      let situation: Situation = {
        ...observation([], { windowMinutes, timeoutSeconds }), start: START + later, now: START * 60_000, extendByMinutes: 2,
      };
      for (const { wait, extend } of times) {
        const extensionsUsed = situation.extensionsUsed + Number(extend && situation.extensionsUsed < situation.maxExtensions);
        situation = { ...situation, now: situation.now + wait, extensionsUsed, extendedAt: extensionsUsed > 0 ? situation.now : undefined };
        state = fold(settings, JSON.parse(JSON.stringify(state)) as AnalysisState, given, situation);
        expect(conclude(settings, state, situation)).toEqual(analyse(settings, { ...situation, readings: given, histories }));
        // Only minutes that have settled, and are not from before the start, are folded in.
        const settled = given.filter(({ minute }) => settledAt(minute, timeoutSeconds, settings.settling) <= situation.now);
        expect(state.settled).toBe(settled.filter(({ minute }) => minute >= situation.start).length);
        expect(conclude(settings, state, situation).missingMinutes).toBeGreaterThanOrEqual(0);
      }
    }), { numRuns: 100 });
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

  test('nothing is promoted if more than a third of the minutes lack something, early, late or scattered', () => {
    fc.assert(fc.property(
      fc.constantFrom(...LACKS), fc.constantFrom('early', 'late', 'both', 'scattered'), fc.integer({ min: 6, max: 15 }), fc.nat(3), fc.boolean(),
      (lack, where, count, extensionsUsed, early) => {
        // Six of fifteen: fewer than ten are left.
        const lacking = (i: number) => ({
          early: i < count, late: i >= 15 - count, both: i < count / 2 || i >= 15 - count / 2, scattered: (i * 7) % 15 < count,
        })[where];
        const given = [...new Array(15).keys()].flatMap((i): Reading[] => {
          const whole = reading(START + i, [27_000, 27, 3000, 3]);
          const full = { ...whole, baseline: { ...whole.baseline, p99: 100 }, canary: { ...whole.canary, p99: 100 } };
          if (!lacking(i)) return [full];
          if (lack === 'all') return [];
          if (lack === 'canary calls') return [{ ...full, canary: { invocations: 0, errors: 0, overP99: 0, overP50: 0 } }];
          return [{ ...full, canary: { ...full.canary, [lack]: undefined } }];
        });
        const watched = lack === 'p99' ? settings.limits : settings.tests.some(({ metric }) => `over${metric === 'tailLatency' ? 'P99' : 'P50'}` === lack);
        fc.pre(lack === 'all' || lack === 'canary calls' || Boolean(watched));
        const eager = { ...settings, promotion: { ...settings.promotion, early } };
        const verdict = analyse(eager, observation(given, { extensionsUsed: 0, maxExtensions: extensionsUsed }));
        expect(verdict.verdict).not.toBe('promote');
        if (verdict.verdict === 'inconclusive') expect(verdict.cause).not.toBe('undecided');
      }), { numRuns: 150 });
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
    const counts = ({ invocations, errors, overP99, overP50 }: Reading['canary']) => ({ calls: invocations, errors, overP99: overP99!, overP50: overP50! });
    const parts: Tick[] = ticks.map(([baseline, canary]) => ({ baseline: counts(baseline), canary: counts(canary) }));
    const verdict = (order: Tick[]) => analyse(sequential(), observation([minuteOf(START, order)]));
    expect(verdict([...parts].reverse())).toEqual(verdict(parts));
  }), { numRuns: 50 });
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
    return folded(sequential(), given).metrics.map(({ trail }) => trail[trail.length - 1]);
  }
});

test('proven harm stays proven, whatever comes after it', () => {
  fc.assert(fc.property(history, given => {
    const after = given.map(({ minute, ...rest }) => ({ minute: minute + 2, ...rest }));
    const verdict = analyse(ERRORS_ONLY, observation([reading(START, [2700, 3, 300, 60]), ...after]));
    expect(verdict.verdict).toBe('rollback');
  }), { numRuns: 40 });
});

test('dispersion is from 1 to 20 and the usual share from 0 to 1, whatever the history', () => {
  fc.assert(fc.property(fc.array(fc.record({ calls: fc.nat(1000), part: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 80 }), list => {
    const found = readHistory(list.map(({ calls: n, part }) => ({ calls: n, events: Math.floor(n * part) })));
    expect(found.dispersion).toBeGreaterThanOrEqual(1);
    expect(found.dispersion).toBeLessThanOrEqual(20);
    expect(found.share).toBeGreaterThanOrEqual(0);
    expect(found.share).toBeLessThanOrEqual(1);
  }));
});

test('for a healthy canary the expected winnings are at most the stake after any number of minutes', () => {
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
        const counts: Cells = [6, xb, 2, xc];
        const next = reading(START + minute, counts);
        walk(fold(settings, state, [next], observation([next])), minute + 1, probability * chance);
      }
    }
  };
  const settings = { ...ERRORS_ONLY, tests: [{ ...ERRORS_ONLY.tests[0], onsetMinutes: 1 }] };
  walk(begin(settings), 0, 1);
  expect(mean).toBeLessThanOrEqual(1);
  expect(mean).toBeGreaterThan(0.5);
});
