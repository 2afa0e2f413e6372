import { type Reading, type VersionReading } from './reading';
import { type MetricName } from './settings';

/** The two versions side by side. */
export interface Pair<T> {
  readonly baseline: T;
  readonly canary: T;
}

/** How many calls there were, and how many of them were bad: failed, or slow. */
export interface Tally {
  readonly calls: number;
  /** The bad calls. */
  readonly events: number;
}

/** Calls and bad calls of both versions: what every formula of the comparison starts from. */
export type Counts = Pair<Tally>;

const NO_TALLY: Tally = { calls: 0, events: 0 };

export const NO_COUNTS: Counts = { baseline: NO_TALLY, canary: NO_TALLY };

export function addCounts(a: Counts, b: Counts): Counts {
  return { baseline: addTallies(a.baseline, b.baseline), canary: addTallies(a.canary, b.canary) };
}

function addTallies(a: Tally, b: Tally): Tally {
  return { calls: a.calls + b.calls, events: a.events + b.events };
}

/** Which field of a reading counts the bad calls of a metric. */
const BAD_CALLS = { errors: 'errors', tailLatency: 'overP99', medianLatency: 'overP50' } as const;

/** Whether both versions were measured in this minute. */
export function isMeasured(metric: MetricName, { baseline, canary }: Reading): boolean {
  return baseline[BAD_CALLS[metric]] !== undefined && canary[BAD_CALLS[metric]] !== undefined;
}

/** The counts of one metric in one minute. A version that was not measured counts as one without calls: nothing follows from it. */
export function countsOf(metric: MetricName, { baseline, canary }: Reading): Counts {
  return { baseline: tallyOf(metric, baseline), canary: tallyOf(metric, canary) };
}

function tallyOf(metric: MetricName, version: VersionReading): Tally {
  const bad = version[BAD_CALLS[metric]];
  if (bad === undefined) return NO_TALLY;
  const calls = Math.round(version.invocations);
  // CloudWatch counts `Duration` and `Invocations` separately: they may differ by a call.
  return { calls, events: Math.min(calls, Math.round(bad)) };
}
