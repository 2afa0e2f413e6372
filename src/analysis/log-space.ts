/** Evidence is kept as logarithms: an hour of outage multiplies it beyond what a double can hold. */

/** By their own names, as formulas are written. */
export const { exp, floor, log, max, min, round, sqrt } = Math;

/** ln Σ eᵛ. */
export const logSum = (values: readonly number[]): number => {
  const high = max(...values);
  return high === -Infinity ? high : high + log(values.reduce((sum, value) => sum + exp(value - high), 0));
};

/** ln of the mean of eᵛ. */
export const logMean = (values: readonly number[]): number => logSum(values) - log(values.length);

/** Both lists, place by place. */
export const add = <T extends readonly number[]>(a: T, b: readonly number[]): T => {
  const sums: number[] = [];
  // Counts and logarithms alike pass here: a loop is fast with both, `map` is not.
  for (const value of a) sums.push(value + b[sums.length]);
  return sums as readonly number[] as T;
};

const SMALL: number[] = [0];
for (let n = 1; n < 256; n++) SMALL.push(SMALL[n - 1] + log(n));
const HALF_LOG_2PI = 0.5 * log(2 * Math.PI);

/** ln n!: by table, then by Stirling's series, whose first term left out is below 1e-16 from 256 on. */
export const logFactorial = (n: number): number => {
  const inverse = 1 / n;
  return n < 256 ? SMALL[n] : (n + 0.5) * log(n) - n + HALF_LOG_2PI + inverse * (1 / 12 - inverse * inverse * (1 / 360 - inverse * inverse / 1260));
};
