import { healthy, type Scenario, type Shares, slowed } from '../../test/analysis/support/play/scenario';
import { type Play, type VerdictQuestion } from '../../test/analysis/support/play/simulate';
import { type WatcherName } from '../../test/analysis/support/play/watchers';

export type Section = 'race' | 'long' | 'sizes' | 'defaults' | 'stress' | 'latency' | 'promote' | 'late' | 'slow';

/** One line of a table. */
export interface Row extends Play {
  readonly section: Section;
  /** Nothing is wrong with the canary: every rollback is false. */
  readonly healthy: boolean;
  /** No goal applies: the row shows what lies outside of the promise. */
  readonly beyond?: boolean;
}

export const CHANGES: readonly (readonly [name: string, errors: (p: number) => number])[] = [
  ['none', p => p], ['×2', p => 2 * p], ['×5', p => 5 * p], ['+5 points', p => p + 0.05],
];

export const RATES = [0.001, 0.01];
export const TRAFFIC = [5, 50, 500];

const RIVALS: WatcherName[] = ['rule 10 s', 'rule 60 s', '(i) 1 min', '(i) 5 min', '(ii)', '(iii)', '(iii′)', '(iv)'];
const WINDOW = 30;

function rollout(rps: number, before: number, after: number, parts: Partial<Scenario> = {}): Scenario {
  return { rps, weight: 0.1, minutes: WINDOW, baseline: healthy(before), canary: healthy(after), ...parts };
}

function row(section: Section, title: string, scenario: Scenario, watchers: WatcherName[], parts: Partial<Row> = {}): Row {
  return { section, title, scenario, watchers, healthy: scenario.baseline.errors === scenario.canary.errors, ...parts };
}

const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;
const combinations = RATES.flatMap(p => TRAFFIC.map(rps => ({ p, rps })));

const race = combinations.flatMap(({ p, rps }) =>
  CHANGES.map(([name, change]) => row('race', `${percent(p)}, ${rps} rps, ${name}`, rollout(rps, p, change(p)), RIVALS)));

/** Harm whose bound exceeds the window of the race, watched until it is found: the race's window is too short for any rule. */
const long = [
  row('long', '0.1 %, 5 rps, ×2', rollout(5, 0.001, 0.002, { minutes: 5000 }), ['rule 60 s']),
  row('long', '0.1 %, 5 rps, ×5', rollout(5, 0.001, 0.005, { minutes: 500 }), ['rule 60 s']),
  row('long', '0.1 %, 50 rps, ×2', rollout(50, 0.001, 0.002, { minutes: 500 }), ['rule 60 s']),
  row('long', '1 %, 5 rps, ×2', rollout(5, 0.01, 0.02, { minutes: 500 }), ['rule 60 s']),
];

/** Harms of sizes between those of the race: their bounds range from three windows to a tenth of one. */
const sizes = ([
  [50, 0.001, [1.7, 2, 2.25, 2.5, 3, 4, 5, 7]], [5, 0.01, [1.7, 2, 2.25, 2.5, 3, 4, 5, 7]], [50, 0.01, [1.2, 1.3, 1.4, 1.5, 1.7, 2, 2.5]],
] as [number, number, number[]][]).flatMap(([rps, p, factors]) => factors.map(factor =>
  row('sizes', `${percent(p)}, ${rps} rps, ×${factor}`, rollout(rps, p, factor * p), ['rule 60 s'])));

/** What a user gets without any option: all metrics, the guard, and what is known from before. */
const INFORMED: WatcherName[] = ['default settings', 'history unknown'];
const defaults = [
  ...combinations.map(({ p, rps }) => row('defaults', `healthy, ${percent(p)}, ${rps} rps`, rollout(rps, p, p), INFORMED)),
  ...[0.03, 0.04, 0.05, 0.06].flatMap(p => [1, 5, 50].map(rps =>
    row('defaults', `healthy, ${percent(p)}, ${rps} rps`, rollout(rps, p, p), p > 0.05 ? ['default settings'] : INFORMED))),
  ...[[5, 0.04], [5, 0.06], [50, 0.05], [1, 0.03]].map(([rps, p]) =>
    row('defaults', `healthy, watched for 4 hours, ${percent(p)}, ${rps} rps`, rollout(rps, p, p, { minutes: 240 }), p > 0.05 ? ['default settings'] : INFORMED)),
  ...[[5, 0.04], [50, 0.02]].map(([rps, p]) => row('defaults', `healthy, in bursts of 3, ${percent(p)}, ${rps} rps`, rollout(rps, p, p, { burst: 3 }), ['default settings'])),
  row('defaults', 'shared outage: both versions 0.1 → 5 % for 5 minutes, 50 rps', rollout(50, 0.001, 0.001, { outage: 0.05 }), INFORMED),
  row('defaults', 'healthy, always 6 %, and nobody knows, 50 rps', rollout(50, 0.06, 0.06), ['history unknown'], { beyond: true }),
  row('defaults', 'shared outage: both versions 0.1 → 10 % for 5 minutes, 50 rps', rollout(50, 0.001, 0.001, { outage: 0.1 }), INFORMED, { beyond: true }),
  row('defaults', 'shared outage: both versions 0.1 → 100 % for 5 minutes, 5 rps', rollout(5, 0.001, 0.001, { outage: 1 }), INFORMED, { beyond: true }),
];

const stress = [
  row('stress', 'shared outage: both versions 0.1 → 5 % for 5 minutes, 50 rps', rollout(50, 0.001, 0.001, { outage: 0.05 }),
    ['rule 60 s', '(i) 1 min', '(ii)', '(iii)']),
  ...RATES.map(p => row('stress', `half of the baseline's errors of the last minute not there yet, ${percent(p)}, 500 rps`, rollout(500, p, p),
    ['rule 60 s', 'unsettled'])),
  row('stress', '12 % of the traffic arrive where 10 % are configured, 1 %, 500 rps', rollout(500, 0.01, 0.01, { weight: 0.12 }), ['rule 60 s', 'nominal share']),
  row('stress', '10 to 100 errors at once, routed at random, 0.1 %, 50 rps', rollout(50, 0.001, 0.001, { routedBurst: true }), ['rule 60 s', 'default settings']),
  ...RATES.map(p => row('stress', `errors in bursts of 3 tied to a version, ${percent(p)}, 50 rps`, rollout(50, p, p, { burst: 3 }), ['rule 60 s', 'with φ'])),
  row('stress', 'the same at 1 % of the traffic, 0.1 %, 500 rps', rollout(500, 0.001, 0.001, { burst: 3, weight: 0.01 }), ['rule 60 s', 'with φ']),
  row('stress', 'the same, watched for 4 hours', rollout(500, 0.001, 0.001, { burst: 3, weight: 0.01, minutes: 240 }), ['with φ']),
  row('stress', 'errors in bursts of 8 at 1 % of the traffic, 0.1 %, 500 rps', rollout(500, 0.001, 0.001, { burst: 8, weight: 0.01 }), ['with φ']),
  ...[WINDOW, 240].map(minutes => row('stress', `bursts of 1 to 200, φ beyond 20, 0.1 %, 500 rps, ${minutes} minutes *`,
    rollout(500, 0.001, 0.001, { burst: 'heavy', minutes }), ['rule 60 s', 'with φ'], { beyond: true })),
  ...[0.1, 0.5].flatMap(weight => [WINDOW, 240].map(minutes =>
    row('stress', `bursts of always 10 at ${percent(weight)} of the traffic, 0.1 %, 500 rps, ${minutes} minutes${weight > 0.2 ? ' *' : ''}`,
      rollout(500, 0.001, 0.001, { burst: 'tens', weight, minutes }), ['with φ'], { beyond: weight > 0.2 }))),
  row('stress', 'bursts of 3, canary ×5 of 1 %, 50 rps', rollout(50, 0.01, 0.05, { burst: 3 }), ['rule 60 s', 'with φ']),
  row('stress', '×5 of 1 % after an outage of an hour in the 24 before, 50 rps', rollout(50, 0.01, 0.05, { outageBefore: 60 }), ['rule 60 s', 'with φ']),
  row('stress', '×5 of 0.1 % beginning at minute 15, 50 rps', rollout(50, 0.001, 0.005, { from: 15 }), ['rule 60 s', 'without onsets']),
  ...combinations.map(({ p, rps }) => row('stress', `window extended to 4 hours, ${percent(p)}, ${rps} rps`, rollout(rps, p, p, { minutes: 240 }), ['rule 60 s'])),
  ...[1, 5, 10, 25, 50].map(weight =>
    row('stress', `${weight} % of the traffic, ×5 of 0.1 %, 50 rps`, rollout(50, 0.001, 0.005, { weight: weight / 100 }), ['rule 60 s'])),
  row('stress', '×2 of 1 %, 50 rps', rollout(50, 0.01, 0.02), ['α = 5 %', 'rule 60 s', 'α = 0.1 %']),
  row('stress', 'healthy, 1 %, 50 rps', rollout(50, 0.01, 0.01), ['α = 5 %', 'rule 60 s', 'α = 0.1 %']),
];

const LATENCY: WatcherName[] = ['τ99', 'τ50'];
const SLOW: [string, Shares][] = [['all calls ×1.25', slowed(0.001, 1.25)], ['2 % of calls ×8', slowed(0.001, 1, 0.02)], ['5 % of calls ×8', slowed(0.001, 1, 0.05)]];
const latency = TRAFFIC.flatMap(rps => [
  row('latency', `healthy, ${rps} rps`, rollout(rps, 0.001, 0.001), LATENCY),
  row('latency', `healthy, watched for 4 hours, ${rps} rps`, rollout(rps, 0.001, 0.001, { minutes: 240 }), LATENCY),
  ...SLOW.map(([name, canary]) => row('latency', `${name}, ${rps} rps`, rollout(rps, 0.001, 0.001, { canary }), LATENCY, { healthy: false })),
]);

const QUESTIONS: VerdictQuestion[] = [
  { name: 'errors alone, at the end', defaults: false, early: false },
  { name: 'errors alone, early', defaults: false, early: true },
  { name: 'default settings', defaults: true, early: false },
];
const promote = combinations.flatMap(({ p, rps }) => CHANGES.map(([name, change]) =>
  row('promote', `${percent(p)}, ${rps} rps, ${name}`, rollout(rps, p, change(p)), [], { questions: QUESTIONS })));

/** Harm that begins shortly before the window ends. */
const late = ([
  [50, 0.01, 0.05, 29], [50, 0.01, 0.05, 28], [50, 0.01, 0.05, 25], [50, 0.01, 0.05, 15],
  [5, 0.001, 0.051, 28], [5, 0.001, 0.051, 26], [5, 0.001, 0.051, 15], [500, 0.001, 0.002, 26], [500, 0.001, 0.005, 29],
] as const).map(([rps, p, after, from]) =>
  row('late', `${percent(p)} → ${percent(after)} from minute ${from}, ${rps} rps`, rollout(rps, p, after, { from }), [], { questions: [QUESTIONS[0], QUESTIONS[2]] }));

const slow = TRAFFIC.flatMap(rps => SLOW.map(([name, canary]) =>
  row('slow', `${name}, ${rps} rps`, rollout(rps, 0.001, 0.001, { canary }), [], { healthy: false, questions: [QUESTIONS[2]] })));

export const ROWS: readonly Row[] = [...race, ...long, ...sizes, ...defaults, ...stress, ...latency, ...promote, ...late, ...slow];
