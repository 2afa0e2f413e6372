import { firstMinute, growth, type Traffic } from './forecast';
import { logMean } from './log-space';
import { type Pair } from './reading';
import { type MetricTest } from './settings';

/**
 * What no test that is right at every look can beat on average, in minutes: ln(1/α) over the information that a minute gives
 * against the likeliest harmless pair of shares (facts A3). For independent calls.
 */
export function boundMinutes({ alpha, tolerance }: MetricTest, { baseline, canary }: Traffic, shares: Pair<number>): number {
  if (shares.canary <= tolerance * shares.baseline) return Infinity;
  const harmless = (canary * shares.canary + baseline * shares.baseline) / (tolerance * canary + baseline);
  const information = canary * divergence(shares.canary, Math.min(1, tolerance * harmless)) + baseline * divergence(shares.baseline, harmless);
  return Math.log(1 / alpha) / information;
}

/** Kullback-Leibler divergence of two shares, in nats. */
function divergence(p: number, q: number): number {
  const term = (a: number, b: number) => (a === 0 ? 0 : a * Math.log(a / b));
  return term(p, q) + term(1 - p, 1 - q);
}

/** Settled minutes until harm is excluded for half of the canaries that are as well as their baseline; undefined: not within a month. */
export function exclusionMinutes({ exclusion }: MetricTest, traffic: Traffic, baselineShare: number, dispersion: number): number | undefined {
  const { harmRatio, healthyRatios, floor, missedHarm } = exclusion;
  const line = Math.log(2 / missedHarm);
  const shares = { baseline: baselineShare, canary: baselineShare };
  const byRatio = healthyRatios.map(ratio => growth(traffic, shares, ratio, harmRatio, dispersion).mean);
  // A version that never fails grows by the first part, 0; one that does gains nothing from it in the long run.
  const byFloor = (floor ? [0, 0.1, 0.25, 0.5] : []).map(part => traffic.canary / dispersion
    * ((baselineShare === 0 ? 0 : baselineShare * Math.log(part)) + (1 - baselineShare) * Math.log((1 - part * floor!) / (1 - floor!))));
  const times = [byRatio, byFloor]
    .filter(growths => growths.length > 0)
    .map(growths => firstMinute(minutes => logMean(growths.map(mean => minutes * mean)) >= line) ?? Infinity);
  const first = Math.min(...times);
  return Number.isFinite(first) ? first : undefined;
}
