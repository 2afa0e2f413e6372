import { type Cost } from './cost';
import { of, type Outcome, percentOf, ratio } from './outcome';
import { ERROR_TEST, MEDIAN_LATENCY_TEST, TAIL_LATENCY_TEST } from '../../src/analysis/defaults';

export interface Target {
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

/** Who is held to 1 % on healthy canaries; the others of the stress rows show what one must not do. */
const HELD = ['rule 10 s', 'rule 60 s', 'with φ', 'τ99', 'τ50'];
/** Who is held to 2 %: whoever watches all metrics, with the guard. */
const HELD_IN_ALL = ['default settings', 'history unknown'];
/** Part of the time watched that the bound may take for a harm to be found for sure. */
const FOR_SURE = 1 / 5;

export function targets(all: readonly Outcome[], cost: Cost, seconds: number): Target[] {
  return [
    falseRollbacks(all, HELD, 0.01, 'a healthy canary is rolled back in at most 1 % of rollouts per metric'),
    falseRollbacks(all, HELD_IN_ALL, 0.02, 'at most 2 % with the default settings: all metrics together, with guard'),
    found(all), delay(all), promotions(all, false), promotions(all, true), speed(cost), size(cost), duration(seconds),
  ];
}

function worstOf<T extends { readonly value: number }>(list: readonly T[]): T {
  return list.reduce((a, b) => (b.value > a.value ? b : a));
}

function falseRollbacks(all: readonly Outcome[], held: readonly string[], most: number, goal: string): Target {
  const rates = all.filter(({ healthy, beyond }) => healthy && !beyond).flatMap(row => Object.entries(row.watched)
    // Bursts tied to a version are what φ is for.
    .filter(([name]) => held.includes(name) && !(row.scenario.burst && name === 'rule 60 s'))
    .map(([name, { rolledBack }]) => ({ value: rolledBack / row.runs, text: `${percentOf(rolledBack, row.runs)} (${row.title}; ${name})` })));
  const worst = worstOf(rates);
  return { goal, measured: `worst of ${rates.length}: ${worst.text}`, met: worst.value <= most };
}

/** Who shows something else than the rule as it ships. What is not known of size and beginning weighs more the larger α is. */
const VARIANTS = ['without onsets', 'α = 5 %', 'α = 0.1 %'];

/** Every harm that a rule of ours watches: the race, the sizes between, the stress rows and latency. */
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
    goal: 'every harm whose bound is at most a fifth of the time watched is found, in at least 99.8 % of runs (to find every one whose bound just fits is **out of reach** of any valid test: see "Sizes")',
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
    goal: 'median delay at most 2 × the bound wherever the bound exceeds a tick, at the default α',
    measured: `worst of ${ratios.length}: ${worst.value.toFixed(2)} × (${worst.text})`,
    met: worst.value <= 2,
  };
}

const METRICS = [['errors', ERROR_TEST], ['overP99', TAIL_LATENCY_TEST], ['overP50', MEDIAN_LATENCY_TEST]] as const;

/** Promotions of harms above the floor that are there from the start: of those well beyond what must be excluded, or of those near it. */
function promotions(all: readonly Outcome[], near: boolean): Target {
  const rows = of(all, 'promote', 'slow').filter(({ scenario: { canary, baseline } }) => {
    const sizes = METRICS.map(([name, { form, exclusion: { floor = 0, harmRatio } }]) => {
      const least = form === 'exact' ? harmRatio * baseline[name] / (1 - baseline[name] + harmRatio * baseline[name]) : harmRatio * baseline[name];
      return canary[name] / Math.max(floor, least);
    });
    // A version that is near one line and far beyond another is far.
    const largest = Math.max(...sizes);
    return near ? largest >= 1 && largest < 1.5 : largest >= 1.5;
  });
  const promoted = rows.flatMap(({ verdicts, runs, title }) =>
    Object.entries(verdicts).map(([name, { promote = 0 }]) => ({ value: promote / runs, text: `${percentOf(promote, runs)} (${title}; ${name})` })));
  const worst = worstOf(promoted);
  const { missedHarm } = ERROR_TEST.exclusion;
  return {
    goal: near
      ? `a harm above the floor, and at or just beyond what must be excluded (×2), is promoted in at most ${100 * missedHarm} %`
      : 'no promotion of a harm of 1.5 × what must be excluded or more, there from the start (none at all above the floor is **out of reach** near what must be excluded: see the next line)',
    measured: `worst of ${promoted.length}: ${worst.value > 0 ? worst.text : '0 %'}`,
    met: worst.value <= (near ? missedHarm : 0),
  };
}

function speed({ millis }: Cost): Target {
  const worst = worstOf(millis.map(({ what, millis: value }) => ({ what, value })));
  return { goal: 'a verdict over 60 minutes in one pass takes at most 1 ms in the worst case', measured: `at most ${worst.value.toFixed(2)} ms (${worst.what})`, met: worst.value <= 1 };
}

export const MOST_BYTES = 10 * 1024;

function size({ minifiedBytes }: Cost): Target {
  return {
    goal: 'the module, all its parts, is at most 10 KB minified',
    measured: `${(minifiedBytes / 1024).toFixed(2)} KB (${minifiedBytes} bytes)`,
    met: minifiedBytes <= MOST_BYTES,
  };
}

function duration(seconds: number): Target {
  return { goal: 'the bench takes at most 5 minutes', measured: `${Math.floor(seconds / 60)} min ${seconds % 60} s`, met: seconds <= 300 };
}
