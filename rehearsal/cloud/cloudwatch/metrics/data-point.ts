/** One period of a metric or an expression. */
export interface DataPoint {
  /** When the period starts: milliseconds since 1970, wall clock. */
  readonly start: number;
  readonly value: number;
}

/** A metric or an expression over time: values by the start of their period. */
export type Series = ReadonlyMap<number, number>;
