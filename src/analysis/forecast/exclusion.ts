import { expected, type Traffic } from './bound';
import { firstMinute, growthOf } from './detection';
import { floorGains, PARTS } from '../floor-evidence';
import { logMean } from '../log-space';
import { clearLine } from '../metric-state';
import { type MetricTest, type Promotion } from '../settings';

/** A canary that is as good as its baseline. */
export interface HealthyCanary {
  readonly test: MetricTest;
  readonly traffic: Traffic;
  /** The share of bad calls of both versions. */
  readonly share: number;
  readonly dispersion: number;
}

/** Settled minutes until harm is excluded for half of these canaries; undefined: not within a month. */
export function exclusionMinutes({ test, traffic, share, dispersion }: HealthyCanary): number | undefined {
  const { harmRatio, healthyRatios, floor } = test.exclusion;
  const line = clearLine(test);
  const minute = expected(traffic, { baseline: share, canary: share });
  const byRatio = healthyRatios.map(ratio => growthOf(test)(minute, { alternative: ratio, nullRatio: harmRatio, dispersion }).mean);
  const byFloor = (floor ? PARTS : []).map(part => {
    const { perCall, perBadCall } = floorGains(part, floor!, dispersion);
    // For part 0 a bad call has the gain -Infinity, so this part counts only if no call is bad.
    return traffic.canary * (perCall + (share && share * perBadCall));
  });
  const times = [byRatio, byFloor]
    .filter(growths => growths.length > 0)
    .map(growths => firstMinute(minutes => logMean(growths.map(mean => minutes * mean)) >= line) ?? Infinity);
  const first = Math.min(...times);
  return Number.isFinite(first) ? first : undefined;
}

/** Settled minutes until half of these canaries may be promoted, as far as this metric decides; undefined: not within a month. */
export function clearedMinutes(healthy: HealthyCanary, { minimumMinutes, minimumCalls }: Promotion, windowMinutes: number): number | undefined {
  const excluded = exclusionMinutes(healthy);
  if (excluded === undefined) return undefined;
  return Math.max(excluded, Math.min(minimumMinutes, windowMinutes), Math.ceil(minimumCalls / healthy.traffic.canary));
}
