/** A metric or an expression over time: values by the start of their period. */
export type Series = ReadonlyMap<number, number>;

/** What a metric math expression works with: a number, a time series, or several of them. */
export type Value = number | Series | readonly Series[];

/** Where an expression is evaluated. */
export interface MathContext {
  /** Starts of all periods asked for, oldest first: where missing data can be filled. */
  readonly periods: readonly number[];
  /** Length of a period in seconds. */
  readonly period: number;
  /** A query's result by its id. */
  readonly query: (id: string) => Series | readonly Series[];
  /** Results of the queries that are metrics, and whose id contains this. */
  readonly metrics: (part: string) => readonly Series[];
}

/** Why an expression can't be evaluated, in words. */
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

/** Combines two values point by point; where one of two series has no data, there is none. */
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

/** A division by zero gives no data. */
export function finite(points: readonly (readonly [number, number])[]): Series {
  return new Map(points.filter(([, value]) => Number.isFinite(value)));
}
