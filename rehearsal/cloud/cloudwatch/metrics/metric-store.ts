import { type Dimension, type Metric } from '@aws-sdk/client-cloudwatch';
import { type Distribution, merge } from './distribution';

/** Measurements of one metric, as sent. */
export interface Sample extends Distribution {
  /** Their timestamp: milliseconds since 1970, wall clock. */
  readonly at: number;
  /** When they become visible. */
  readonly visibleAt: number;
}

/** A span of time: milliseconds since 1970, start inclusive, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Extends a span to whole periods: a data point belongs to the span if its period starts in it, with the span's start rounded down. */
export function wholePeriods({ start, end }: Span, periodMillis: number): Span {
  return { start: Math.floor(start / periodMillis) * periodMillis, end: Math.ceil(end / periodMillis) * periodMillis };
}

/** Exactly one metric: CloudWatch never aggregates over dimensions. */
export interface MetricId {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** How many samples of a metric are kept, enough for hours of traffic. */
const REMEMBERED = 200_000;

/** All measurements, by metric. */
export class MetricStore {
  private readonly series = new Map<string, { readonly id: MetricId; readonly samples: Sample[] }>();

  /** @param now the wall clock, milliseconds since 1970 */
  constructor(private readonly now: () => number = Date.now) {}

  add(id: MetricId, sample: Sample): void {
    const name = key(id);
    const series = this.series.get(name) ?? { id, samples: [] };
    this.series.set(name, series);
    series.samples.push(sample);
    if (series.samples.length > REMEMBERED) series.samples.splice(0, series.samples.length - REMEMBERED);
  }

  /** What is visible by now, period by period; periods without measurements are absent. */
  periods(id: MetricId, { start, end }: Span, periodMillis: number): ReadonlyMap<number, Distribution> {
    const now = this.now();
    const buckets = new Map<number, Sample[]>();
    for (const sample of this.series.get(key(id))?.samples ?? []) {
      if (sample.visibleAt > now || sample.at < start || sample.at >= end) continue;
      const bucket = Math.floor(sample.at / periodMillis) * periodMillis;
      if (!buckets.has(bucket)) buckets.set(bucket, []);
      buckets.get(bucket)!.push(sample);
    }
    return new Map([...buckets].map(([bucket, samples]) => [bucket, merge(samples)]));
  }

  /** Metrics of which something is visible by now. */
  list(): MetricId[] {
    const now = this.now();
    return [...this.series.values()].filter(({ samples }) => samples.some(sample => sample.visibleAt <= now)).map(({ id }) => id);
  }
}

export function metricId({ Namespace, MetricName, Dimensions }: Metric): MetricId {
  return { namespace: Namespace!, metricName: MetricName!, dimensions: dimensionsOf(Dimensions) };
}

export function dimensionsOf(dimensions: readonly Dimension[] = []): Record<string, string> {
  return Object.fromEntries(dimensions.map(({ Name, Value }) => [Name!, Value!]));
}

function key({ namespace, metricName, dimensions }: MetricId): string {
  return JSON.stringify([namespace, metricName, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
