import { healthy, type Scenario, slowed } from './scenario';
import { type WatcherName } from './watchers';

export type Section = 'race' | 'long' | 'stress' | 'latency' | 'promote';

/** One line of a table: a rollout played many times, and who watches it. */
export interface Row {
  readonly section: Section;
  readonly title: string;
  /** Nothing is wrong with the canary: whoever rolls back is wrong. */
  readonly healthy: boolean;
  readonly scenario: Scenario;
  readonly watchers: readonly WatcherName[];
  /** Whole verdicts are asked for instead: with latency or without, at the end of the window or as early as allowed. */
  readonly questions?: readonly VerdictQuestion[];
}

export interface VerdictQuestion {
  readonly name: string;
  readonly latency: boolean;
  readonly early: boolean;
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

/** Harm whose bound exceeds the window of the race, watched until it is found: the window is what is missing there, not the rule. */
const long = [
  row('long', '0.1 %, 5 rps, ×2', rollout(5, 0.001, 0.002, { minutes: 5000 }), ['rule 60 s']),
  row('long', '0.1 %, 5 rps, ×5', rollout(5, 0.001, 0.005, { minutes: 500 }), ['rule 60 s']),
  row('long', '0.1 %, 50 rps, ×2', rollout(50, 0.001, 0.002, { minutes: 500 }), ['rule 60 s']),
  row('long', '1 %, 5 rps, ×2', rollout(5, 0.01, 0.02, { minutes: 500 }), ['rule 60 s']),
];

const stress = [
  row('stress', 'shared outage: both versions 0.1 → 5 % for 5 minutes, 50 rps', rollout(50, 0.001, 0.001, { outage: 0.05 }),
    ['rule 60 s', 'with guard', '(i) 1 min', '(ii)', '(iii)']),
  ...RATES.map(p => row('stress', `half of the baseline's errors of the last minute not there yet, ${percent(p)}, 500 rps`, rollout(500, p, p),
    ['rule 60 s', 'unsettled'])),
  row('stress', '12 % of the traffic arrive where 10 % are configured, 1 %, 500 rps', rollout(500, 0.01, 0.01, { weight: 0.12 }), ['rule 60 s', 'nominal share']),
  row('stress', '10 to 100 errors at once, routed at random, 0.1 %, 50 rps', rollout(50, 0.001, 0.001, { routedBurst: true }), ['rule 60 s', 'with guard']),
  ...[0.001, 0.01].map(p =>
    row('stress', `errors in bursts of 3 tied to a version, ${percent(p)}, 50 rps`, rollout(50, p, p, { burst: 3 }), ['rule 60 s', 'with φ'])),
  row('stress', 'the same, canary ×5 of 1 %', rollout(50, 0.01, 0.05, { burst: 3 }), ['rule 60 s', 'with φ']),
  row('stress', '×5 of 0.1 % beginning at minute 15, 50 rps', rollout(50, 0.001, 0.005, { from: 15 }), ['rule 60 s', 'without onsets']),
  ...combinations.map(({ p, rps }) => row('stress', `window extended to 4 hours, ${percent(p)}, ${rps} rps`, rollout(rps, p, p, { minutes: 240 }), ['rule 60 s'])),
  ...[1, 5, 10, 25, 50].map(weight =>
    row('stress', `${weight} % of the traffic, ×5 of 0.1 %, 50 rps`, rollout(50, 0.001, 0.005, { weight: weight / 100 }), ['rule 60 s'])),
  row('stress', '×2 of 1 %, 50 rps', rollout(50, 0.01, 0.02), ['α = 5 %', 'rule 60 s', 'α = 0.1 %']),
  row('stress', 'healthy, 1 %, 50 rps', rollout(50, 0.01, 0.01), ['α = 5 %', 'rule 60 s', 'α = 0.1 %']),
];

const LATENCY: WatcherName[] = ['τ99', 'τ50'];
const latency = TRAFFIC.flatMap(rps => [
  row('latency', `healthy, ${rps} rps`, rollout(rps, 0.001, 0.001), [...LATENCY, 'all metrics']),
  row('latency', `healthy, watched for 4 hours, ${rps} rps`, rollout(rps, 0.001, 0.001, { minutes: 240 }), LATENCY),
  row('latency', `all calls ×1.25, ${rps} rps`, rollout(rps, 0.001, 0.001, { canary: slowed(0.001, 1.25) }), LATENCY, { healthy: false }),
  row('latency', `2 % of calls ×8, ${rps} rps`, rollout(rps, 0.001, 0.001, { canary: slowed(0.001, 1, 0.02) }), LATENCY, { healthy: false }),
]);

const QUESTIONS: VerdictQuestion[] = [
  { name: 'errors alone, at the end', latency: false, early: false },
  { name: 'errors alone, early', latency: false, early: true },
  { name: 'all metrics, at the end', latency: true, early: false },
];
const promote = combinations.flatMap(({ p, rps }) => CHANGES.map(([name, change]) =>
  row('promote', `${percent(p)}, ${rps} rps, ${name}`, rollout(rps, p, change(p)), [], { questions: QUESTIONS })));

export const ROWS: readonly Row[] = [...race, ...long, ...stress, ...latency, ...promote];
