/** A value and how often it occurred. */
export type Counted = readonly [value: number, count: number];

/** What CloudWatch keeps of many measurements, enough for its statistics. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Absent if only a statistic set was sent; then percentiles can't be calculated. */
  readonly values?: readonly Counted[];
}

export function distributionOf(values: readonly Counted[]): Distribution {
  const numbers = values.map(([value]) => value);
  return {
    count: values.reduce((count, [, times]) => count + times, 0),
    sum: values.reduce((sum, [value, times]) => sum + value * times, 0),
    minimum: Math.min(...numbers),
    maximum: Math.max(...numbers),
    values,
  };
}

export function merge(parts: readonly Distribution[]): Distribution {
  return {
    count: parts.reduce((count, part) => count + part.count, 0),
    sum: parts.reduce((sum, part) => sum + part.sum, 0),
    minimum: Math.min(...parts.map(part => part.minimum)),
    maximum: Math.max(...parts.map(part => part.maximum)),
    values: parts.every(part => part.values) ? parts.flatMap(part => part.values!) : undefined,
  };
}
