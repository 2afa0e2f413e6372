import { createHash } from 'node:crypto';
import { distributionOf } from './distribution';
import { type MetricStore } from './metric-store';
import { type Invocation } from '../../ministack/invocation';
import { seededRandom } from '../../random';
import { type ScaledTime } from '../../scaled-time';
import { type Unkind } from '../../unkind';

/** How long after the end of a minute its metrics become visible, in seconds of cloud time. */
export interface MetricDelay {
  readonly shortest: number;
  readonly longest: number;
}

/** Usually within two minutes (facts/stats-reliability.md, "Data"); AWS guarantees nothing. */
export const METRIC_DELAY: MetricDelay = { shortest: 15, longest: 105 };

const NAMESPACE = 'AWS/Lambda';
const MINUTE = 60;

/**
 * The metrics of invocations that Lambda sends to CloudWatch.
 *
 * Their timestamp is the start of the invocation; they are sent once a minute, after the invocation has ended. So a long invocation
 * changes a minute that seemed complete. Each invocation counts for the function, for the alias or version that was invoked, and for the
 * version that a (weighted) alias picked.
 */
export class LambdaMetrics {
  /** Versions in order of first appearance: the names of their functions differ from run to run. */
  private readonly versions: string[] = [];

  constructor(
    private readonly store: MetricStore,
    private readonly time: ScaledTime,
    private readonly seed: number,
    private readonly delay: MetricDelay = METRIC_DELAY,
    private readonly unkind: Unkind = {},
    /** When the cloud started, on the wall clock: the delay of a minute depends on the seed and on its number since then. */
    private readonly origin = Date.now(),
  ) {}

  record({ functionName, alias, aliasWeighted, executedVersion, startedAt, durationMs, error }: Invocation): void {
    const by = alias ?? (executedVersion === '$LATEST' ? undefined : executedVersion);
    const Resource = by ? `${functionName}:${by}` : functionName;
    const executed = alias && (aliasWeighted || !this.unkind.executedVersionOfWeightedOnly);
    const dimensions: Record<string, string>[] = [
      {},
      { FunctionName: functionName },
      { FunctionName: functionName, Resource },
      ...(executed ? [{ FunctionName: functionName, Resource, ExecutedVersion: executedVersion }] : []),
    ];
    const values = { Invocations: 1, Errors: error === null ? 0 : 1, Duration: durationMs };
    const visibleAt = this.visibleAt(`${functionName}:${executedVersion}`, startedAt + durationMs);
    for (const [metricName, value] of Object.entries(values)) {
      const sample = { at: startedAt, visibleAt, ...distributionOf([[value, 1]]) };
      for (const dimension of dimensions) this.store.add({ namespace: NAMESPACE, metricName, dimensions: dimension }, sample);
    }
  }

  /** A version's metrics of one minute become visible together, some time after the minute in which its invocations ended. */
  private visibleAt(version: string, endedAt: number): number {
    const minute = Math.floor(endedAt / this.time.millis(MINUTE)) + 1;
    const sinceStart = minute - Math.floor(this.origin / this.time.millis(MINUTE));
    const { shortest, longest } = this.delay;
    if (!this.versions.includes(version)) this.versions.push(version);
    const random = seededRandom(hash(`${this.seed} ${this.versions.indexOf(version)} ${sinceStart}`));
    return minute * this.time.millis(MINUTE) + this.time.millis(shortest + random() * (longest - shortest));
  }
}

/** Maps a text to an evenly distributed number. */
function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE();
}
