/** What one version did in one minute, as CloudWatch reports it (dimension `ExecutedVersion`). */
export interface VersionReading {
  readonly invocations: number;
  /** Lambda's `Errors`. No datapoint where there are invocations means zero. */
  readonly errors: number;
  /** Calls that took longer than the baseline's p99 from before the rollout; absent: not measured. */
  readonly overP99?: number;
  /** Calls that took longer than the baseline's p50 from before the rollout; absent: not measured. */
  readonly overP50?: number;
  /** Percentiles of the duration in milliseconds, for `Analysis.thresholds()` alone. */
  readonly p50?: number;
  readonly p99?: number;
}

/** One settled minute of both versions: read together, stored once, never revised. */
export interface Reading {
  /** Whole minutes since the Unix epoch. */
  readonly minute: number;
  readonly baseline: VersionReading;
  readonly canary: VersionReading;
}

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

export const NO_CALLS: Tally = { calls: 0, events: 0 };

export function addTallies(a: Tally, b: Tally): Tally {
  return { calls: a.calls + b.calls, events: a.events + b.events };
}

export function addPairs(a: Pair<Tally>, b: Pair<Tally>): Pair<Tally> {
  return { baseline: addTallies(a.baseline, b.baseline), canary: addTallies(a.canary, b.canary) };
}

/** Share of bad calls; 0 where there were none at all. */
export function share({ calls, events }: Tally): number {
  return calls > 0 ? events / calls : 0;
}

/** A count that is no count would turn every later verdict into `NaN`, which is neither above nor below any line. */
export function checkReading({ minute, baseline, canary }: Reading): void {
  for (const [name, value] of [['minute', minute], ...Object.entries(baseline), ...Object.entries(canary)] as [string, number | undefined][]) {
    if (value !== undefined && !(value >= 0 && value < Infinity)) throw new RangeError(`\`${name}\` must be a number of at least 0, got: ${value}`);
  }
}
