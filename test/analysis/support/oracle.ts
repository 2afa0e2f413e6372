import { type Cells } from './fixture';

/** Slow and plain: exact integers, sums over everything, formulas as the literature writes them. */

/** All binomial coefficients of one n, exactly. */
export function choose(n: number): bigint[] {
  const row = [1n];
  for (let k = 1; k <= n; k++) row.push(row[k - 1] * BigInt(n - k + 1) / BigInt(k));
  return row;
}

/** ln of an integer too large for a double. */
function logBig(value: bigint): number {
  const digits = value.toString();
  return Math.log(Number(digits.slice(0, 17))) + Math.max(0, digits.length - 17) * Math.LN10;
}

/** ln of the probability that `k` of all bad calls are the canary's, given the margins (Fisher's noncentral hypergeometric distribution). */
export function noncentral(calls: { baseline: number; canary: number }, bad: number, odds: number): Map<number, number> {
  // Odds such as 1.375 need no more than a thousandth.
  const [up, down] = [BigInt(Math.round(odds * 1000)), 1000n];
  const [ours, theirs] = [choose(calls.canary), choose(calls.baseline)];
  const weights = new Map<number, bigint>();
  for (let k = Math.max(0, bad - calls.baseline); k <= Math.min(bad, calls.canary); k++) {
    weights.set(k, ours[k] * theirs[bad - k] * up ** BigInt(k) * down ** BigInt(bad - k));
  }
  const total = logBig([...weights.values()].reduce((sum, weight) => sum + weight, 0n));
  return new Map([...weights].map(([k, weight]) => [k, logBig(weight) - total]));
}

/** ln of the ratio of the probabilities of what was seen: the exact form by its definition. */
export function exactOracle([nb, xb, nc, xc]: Cells, odds: number, nullOdds: number): number {
  const calls = { baseline: nb, canary: nc };
  return noncentral(calls, xb + xc, odds).get(xc)! - noncentral(calls, xb + xc, nullOdds).get(xc)!;
}

/** The ratio evidence in its second form in the facts (decisions/0010): how the bad calls divide between the versions. */
export function ratioOracle([nb, xb, nc, xc]: Cells, alternative: number, nullRatio: number): number {
  const pi = nullRatio * nc / (nullRatio * nc + nb);
  const q = alternative * nc / (alternative * nc + nb);
  return xc * Math.log(q / pi) + xb * Math.log((1 - q) / (1 - pi));
}

export function binomial(n: number, p: number): number[] {
  return choose(n).map((ways, k) => Number(ways) * p ** k * (1 - p) ** (n - k));
}

/** M by its definition in the facts: a sum over onsets of a mean over sizes, of products of minutes; onsets not yet reached as their stake. */
export function mixtureOracle(minutes: readonly (readonly number[])[], onsetMinutes: number): number {
  const sizes = minutes[0].length;
  const winnings = (from: number) => {
    let sum = 0;
    for (let j = 0; j < sizes; j++) sum += Math.exp(minutes.slice(from).reduce((log, minute) => log + minute[j], 0)) / sizes;
    return sum;
  };
  if (onsetMinutes === 0) return winnings(0);
  let [value, staked] = [winnings(0) / 2, 1 / 2];
  for (let k = 1; k * onsetMinutes < minutes.length; k++) {
    value += winnings(k * onsetMinutes) / (2 * k * (k + 1));
    staked += 1 / (2 * k * (k + 1));
  }
  return value + 1 - staked;
}
