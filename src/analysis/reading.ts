import { min, round } from './log-space';
import { must } from './must';
import { type MetricName } from './settings';

/** What one version did in one minute, as CloudWatch reports it (dimension `ExecutedVersion`). */
export interface VersionReading {
  readonly invocations: number;
  /** Lambda's `Errors`. */
  readonly errors: number;
  /** Calls that took longer than the baseline's p99 from before the rollout; absent: not measured. */
  readonly overP99?: number;
  /** Calls that took longer than the baseline's p50 from before the rollout; absent: not measured. */
  readonly overP50?: number;
  /** Percentiles of the duration in milliseconds, for `Analysis.thresholds()` alone. */
  readonly p50?: number;
  readonly p99?: number;
}

/**
 * One settled minute of both versions: read together, stored once, never revised, and never after a younger one.
 *
 * A minute whose read failed, or was answered for one version only, is no reading: it is missing, and missing numbers never promote.
 * A minute that was read and has no datapoints is one without calls: `versionReading()` says so.
 */
export interface Reading {
  /** Whole minutes since the Unix epoch. */
  readonly minute: number;
  readonly baseline: VersionReading;
  readonly canary: VersionReading;
}

/**
 * What one version did, from the datapoints of a read that succeeded; absent: CloudWatch answered with none.
 *
 * No `Invocations` are no calls. No `Errors` where there are invocations are none. No count of slow calls is none where nothing was
 * called, and *not measured* where something was: Lambda reports a duration for each call.
 *
 * @throws RangeError for errors without invocations: that answer is not complete, so the minute is to be read again.
 */
export const versionReading = (datapoints: Partial<VersionReading>): VersionReading => {
  const { invocations = 0, errors = 0 } = datapoints;
  if (errors > 0) must({ invocations }, ['invocations'], 1);
  return { ...(invocations > 0 ? {} : { overP99: 0, overP50: 0 }), ...datapoints, invocations, errors };
};

/** How many calls there were, and how many of them were bad. */
export interface Tally {
  readonly calls: number;
  readonly events: number;
}

/** The two versions side by side. */
export interface Pair<T> {
  readonly baseline: T;
  readonly canary: T;
}

/** Calls and bad calls of both versions, in the order in which formulas have them. */
export type Counts = readonly [baselineCalls: number, baselineBad: number, canaryCalls: number, canaryBad: number];

export const NO_CALLS: Counts = [0, 0, 0, 0];

export const both = <T>(pair: Pair<T>): [T, T] => [pair.baseline, pair.canary];

/** Which count of a reading each metric is about. */
export const COUNTED = { errors: 'errors', tailLatency: 'overP99', medianLatency: 'overP50' } as const;

/** The counts of one metric; no calls at all where it was not measured, so that nothing can be concluded from it. */
export const countsOf = (metric: MetricName, reading: Reading): Counts => {
  const [baseline, canary] = both(reading).map((version): [number, number] => {
    const calls = round(version.invocations);
    const bad = version[COUNTED[metric]];
    // `Duration` and `Invocations` are counted apart and may differ by a call.
    return bad === undefined ? [0, 0] : [calls, min(calls, round(bad))];
  });
  return [...baseline, ...canary];
};

/** Calls and errors must be there; what is absent otherwise was not measured. */
export const checkReading = (reading: Reading): void => {
  must(reading, ['minute'], 0, true);
  for (const version of ['baseline', 'canary'] as const) {
    must(reading[version], ['invocations', 'errors'], 0, false, ['overP99', 'overP50', 'p50', 'p99'], `${version}.`);
  }
};
