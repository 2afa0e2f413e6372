import { type Cost } from './cost';
import { of, type Outcome, percentOf, ratio } from './outcome';
import { ERROR_TEST, MEDIAN_LATENCY_TEST, TAIL_LATENCY_TEST } from '../../src/analysis';
import { MOST_BYTES } from '../../test/analysis/support/size';

export interface Target {
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

/** Watchers that must roll back at most 1 % of healthy canaries; the other watchers of the stress rows play mistakes. */
const HELD = ['rule 10 s', 'rule 60 s', 'with φ', 'τ99', 'τ50'];
/** Watchers that must roll back at most 2 %: all metrics, with the guard. */
const HELD_IN_ALL = ['default settings', 'history unknown'];
/** A harm must be found for sure if its bound is at most this part of the time watched. */
const FOR_SURE = 1 / 5;

export function targets(all: readonly Outcome[], cost: Cost, seconds: number): Target[] {
  return [
    falseRollbacks(all, HELD, 0.01, 'a healthy canary is rolled back in at most 1 % of rollouts per metric'),
    falseRollbacks(all, HELD_IN_ALL, 0.02, 'a healthy canary is rolled back in at most 2 % with the default settings: all metrics together, with the guard'),
    found(all), delay(all), promotions(all, false), promotions(all, true), speed(cost), size(cost), duration(seconds),
  ];
}

function worstOf<T extends { readonly value: number }>(list: readonly T[]): T {
  return list.reduce((a, b) => (b.value > a.value ? b : a));
}

function falseRollbacks(all: readonly Outcome[], held: readonly string[], most: number, goal: string): Target {
  const rates = all.filter(({ healthy, beyond }) => healthy && !beyond).flatMap(row => Object.entries(row.watched)
    // The rule without φ does not promise anything for bursts tied to a version.
    .filter(([name]) => held.includes(name) && !(row.scenario.burst && name === 'rule 60 s'))
    .map(([name, { rolledBack }]) => ({ value: rolledBack / row.runs, text: `${percentOf(rolledBack, row.runs)} (${row.title}; ${name})` })));
  const worst = worstOf(rates);
  return { goal, measured: `worst of ${rates.length}: ${worst.text}`, met: worst.value <= most };
}

/** Watchers that differ from the rule as it ships. The larger α is, the more it costs not to know the size and the beginning of a harm. */
const VARIANTS = ['without onsets', 'α = 5 %', 'α = 0.1 %'];

/** Every harm that our rule watches: the race, the sizes between, the stress rows and latency. */
function harms(all: readonly Outcome[]) {
  return all.filter(({ healthy }) => !healthy).flatMap(row => Object.keys(row.watched)
    .filter(name => Number.isFinite(row.bounds[name]) && !VARIANTS.includes(name))
    .map(name => ({ row, name, minutes: row.scenario.minutes - (row.scenario.from ?? 0), bound: row.bounds[name] / 60 })));
}

function found(all: readonly Outcome[]): Target {
  const shares = harms(all).filter(({ bound, minutes }) => bound <= FOR_SURE * minutes).map(({ row, name }) =>
    ({ value: 1 - row.watched[name].rolledBack / row.runs, text: `${row.title}; ${name}` }));
  const worst = worstOf(shares);
  return {
    goal: 'every harm whose bound is at most a fifth of the time watched is found, in at least 99.8 % of runs (**no valid test can** find every harm whose bound just fits: see "Sizes")',
    measured: `worst of ${shares.length}: ${Number((100 - 100 * worst.value).toFixed(2))} % (${worst.text})`,
    met: worst.value <= 0.002,
  };
}

function delay(all: readonly Outcome[]): Target {
  const ratios = harms(all).filter(({ bound, minutes }) => bound <= minutes).flatMap(({ row, name }) => {
    const value = ratio(row, name);
    return value === undefined ? [] : [{ value, text: `${row.title}; ${name}` }];
  });
  const worst = worstOf(ratios);
  return {
    goal: 'the median delay is at most 2 × the bound wherever the bound exceeds a tick, at the default α',
    measured: `worst of ${ratios.length}: ${worst.value.toFixed(2)} × (${worst.text})`,
    met: worst.value <= 2,
  };
}

const METRICS = [['errors', ERROR_TEST], ['overP99', TAIL_LATENCY_TEST], ['overP50', MEDIAN_LATENCY_TEST]] as const;

/** Promotions of harms above the floor that are there from the start: of harms near what must be excluded, or of harms well beyond it. */
function promotions(all: readonly Outcome[], near: boolean): Target {
  const rows = of(all, 'promote', 'slow').filter(({ scenario: { canary, baseline } }) => {
    const sizes = METRICS.map(([name, { form, exclusion: { floor = 0, harmRatio } }]) => {
      const least = form === 'exact' ? harmRatio * baseline[name] / (1 - baseline[name] + harmRatio * baseline[name]) : harmRatio * baseline[name];
      return canary[name] / Math.max(floor, least);
    });
    // A version that is near one line and far beyond another counts as far beyond.
    const largest = Math.max(...sizes);
    return near ? largest >= 1 && largest < 1.5 : largest >= 1.5;
  });
  const promoted = rows.flatMap(({ verdicts, runs, title }) =>
    Object.entries(verdicts).map(([name, { promote = 0 }]) => ({ value: promote / runs, text: `${percentOf(promote, runs)} (${title}; ${name})` })));
  const worst = worstOf(promoted);
  const { missedHarm } = ERROR_TEST.exclusion;
  return {
    goal: near
      ? `a harm above the floor, at or just beyond what must be excluded (×2), is promoted in at most ${100 * missedHarm} %`
      : 'a harm of at least 1.5 × what must be excluded, there from the start, is never promoted (nearer to what must be excluded that is **out of reach**: see the next line)',
    measured: `worst of ${promoted.length}: ${worst.value > 0 ? worst.text : '0 %'}`,
    met: worst.value <= (near ? missedHarm : 0),
  };
}

function speed({ millis }: Cost): Target {
  const worst = worstOf(millis.map(({ what, millis: value }) => ({ what, value })));
  return { goal: 'a verdict over 60 minutes in one pass takes at most 1 ms in the worst case', measured: `at most ${worst.value.toFixed(2)} ms (${worst.what})`, met: worst.value <= 1 };
}

function size({ minifiedBytes }: Cost): Target {
  return {
    goal: 'the module is at most 16 KB minified',
    measured: `${(minifiedBytes / 1024).toFixed(2)} KB (${minifiedBytes} bytes)`,
    met: minifiedBytes <= MOST_BYTES,
  };
}

function duration(seconds: number): Target {
  return { goal: 'the bench takes at most 5 minutes', measured: `${Math.floor(seconds / 60)} min ${seconds % 60} s`, met: seconds <= 300 };
}
