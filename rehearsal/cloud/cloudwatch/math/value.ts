/** A metric or an expression over time: values by the start of their period. */
export type Series = ReadonlyMap<number, number>;

/** A value of metric math: a number, a time series, or several time series. */
export type Value = number | Series | readonly Series[];

/** What an expression is evaluated with. */
export interface MathContext {
  /** Starts of all requested periods, oldest first: where missing data can be filled in. */
  readonly periods: readonly number[];
  /** Length of a period in seconds. */
  readonly period: number;
  /** The result of a query by its ID. */
  readonly query: (id: string) => Series | readonly Series[];
  /** Results of the metric queries whose ID contains this text. */
  readonly metrics: (part: string) => readonly Series[];
}

/** Why an expression can't be evaluated. */
export class MathError extends Error {}

export function isSeries(value: Value): value is Series {
  return value instanceof Map;
}

export function series(value: Value, what: string): Series {
  if (!isSeries(value)) throw new MathError(`${what} needs a time series`);
  return value;
}

export function number(value: Value, what: string): number {
  if (typeof value !== 'number') throw new MathError(`${what} needs a number`);
  return value;
}

/** Applies a function to each point of a series, or of each series. */
export function map(value: Value, change: (point: number) => number): Value {
  if (typeof value === 'number') return change(value);
  if (isSeries(value)) return finite([...value].map(([start, point]) => [start, change(point)]));
  return value.map(one => map(one, change) as Series);
}

/** Combines two values point by point; where one of two series has no data, the result has none. */
export function combine(left: Value, right: Value, operator: (left: number, right: number) => number): Value {
  if (typeof left === 'number' && typeof right === 'number') return operator(left, right);
  if (!isSeries(left) && typeof left !== 'number') return left.map(one => combine(one, right, operator) as Series);
  if (!isSeries(right) && typeof right !== 'number') return right.map(one => combine(left, one, operator) as Series);
  const starts = isSeries(left) ? [...left.keys()] : [...(right as Series).keys()];
  const at = (value: number | Series, start: number) => (typeof value === 'number' ? value : value.get(start));
  return finite(starts.flatMap(start => {
    const [a, b] = [at(left, start), at(right, start)];
    return a === undefined || b === undefined ? [] : [[start, operator(a, b)]];
  }));
}

/** Drops what is not finite: a division by zero gives no data. */
export function finite(points: readonly (readonly [number, number])[]): Series {
  return new Map(points.filter(([, value]) => Number.isFinite(value)));
}
