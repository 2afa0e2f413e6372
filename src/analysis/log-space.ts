/** Evidence is kept as natural logarithms: an hour of outage multiplies it beyond what a double can hold. */

/** ln Σ eᵛ. */
export function logSum(values: readonly number[]): number {
  const high = Math.max(...values);
  return high === -Infinity ? high : high + Math.log(values.reduce((sum, value) => sum + Math.exp(value - high), 0));
}

/** ln of the mean of eᵛ. */
export function logMean(values: readonly number[]): number {
  return logSum(values) - Math.log(values.length);
}

/** Adds two lists of equal length, place by place: the products, where the lists are logarithms. */
export function addEach(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value + b[i]);
}

/** ln n! for n < 256, as a table. */
const SMALL: number[] = [0];
for (let n = 1; n < 256; n++) SMALL.push(SMALL[n - 1] + Math.log(n));
const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** ln n!, from 256 on by Stirling's series: the first term that is left out is below 1e-16 there. */
export function logFactorial(n: number): number {
  if (n < 256) return SMALL[n];
  const inverse = 1 / n;
  return (n + 0.5) * Math.log(n) - n + HALF_LOG_2PI + inverse * (1 / 12 - inverse * inverse * (1 / 360 - inverse * inverse / 1260));
}
