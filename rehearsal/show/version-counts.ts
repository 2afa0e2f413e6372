import { type Invocation } from '../cloud/ministack/invocation';

/** What one version served. */
export interface VersionCounts {
  readonly version: string;
  readonly requests: number;
  readonly errors: number;
  /** Median and 95th percentile of the handler's duration, in milliseconds. */
  readonly p50: number;
  readonly p95: number;
}

/** Counts the invocations of one alias by the version that ran. */
export class AliasCounts {
  private readonly versions = new Map<string, Invocation[]>();

  add(invocation: Invocation): void {
    const all = this.versions.get(invocation.executedVersion) ?? [];
    this.versions.set(invocation.executedVersion, all);
    all.push(invocation);
  }

  /** Oldest version first. */
  list(): VersionCounts[] {
    return [...this.versions].sort(([a], [b]) => Number(a) - Number(b)).map(([version, invocations]) => {
      const durations = invocations.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
      const quantile = (share: number) => durations[Math.min(durations.length - 1, Math.floor(share * durations.length))];
      const errors = invocations.filter(({ error }) => error !== null).length;
      return { version, requests: invocations.length, errors, p50: quantile(0.5), p95: quantile(0.95) };
    });
  }
}
