import { checkNumbers } from './check-numbers';

/** What one version did in one minute, as CloudWatch reports it (dimension `ExecutedVersion`). */
export interface VersionReading {
  readonly invocations: number;
  /** Lambda's `Errors`. */
  readonly errors: number;
  /** Calls that took longer than the baseline's p99 from before the rollout; absent: not measured. */
  readonly overP99?: number;
  /** Calls that took longer than the baseline's p50 from before the rollout; absent: not measured. */
  readonly overP50?: number;
  /** Percentiles of the duration in milliseconds; only `Analysis.thresholds()` needs them. */
  readonly p50?: number;
  readonly p99?: number;
}

/**
 * One settled minute of both versions. It is read once, for both versions together, stored, and never revised. It is never stored after
 * a younger minute.
 *
 * If the read failed, or answered for one version only, there is no reading: the minute is missing, and missing minutes never promote.
 * If the read succeeded without datapoints, the minute had no calls: `versionReading()` makes a reading of it.
 */
export interface Reading {
  /** Whole minutes since the Unix epoch. */
  readonly minute: number;
  readonly baseline: VersionReading;
  readonly canary: VersionReading;
}

/**
 * What one version did, from the datapoints of a read that succeeded. A metric without datapoints is absent. Then:
 *
 * - `Invocations` missing: no calls.
 * - `Errors` missing: no errors.
 * - `overP99` or `overP50` missing: no slow calls if there were no calls; otherwise *not measured*, since Lambda reports a duration for
 *   each call.
 *
 * @throws RangeError for errors without invocations: the answer is incomplete, so the minute must be read again.
 */
export function versionReading(datapoints: Partial<VersionReading>): VersionReading {
  const { invocations = 0, errors = 0 } = datapoints;
  if (errors > 0) checkNumbers({ invocations }, ['invocations'], { least: 1 });
  return { ...(invocations > 0 ? {} : { overP99: 0, overP50: 0 }), ...datapoints, invocations, errors };
}

/** @throws RangeError if `minute`, `invocations` or `errors` is missing, or any number is out of range. */
export function checkReading(reading: Reading): void {
  checkNumbers(reading, ['minute'], { whole: true });
  for (const version of ['baseline', 'canary'] as const) {
    checkNumbers(reading[version], ['invocations', 'errors'], { optional: ['overP99', 'overP50', 'p50', 'p99'], prefix: `${version}.` });
  }
}
