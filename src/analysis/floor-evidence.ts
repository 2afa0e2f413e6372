import { clusterSize, tilt } from './clusters';
import { logMean } from './log-space';

/** True shares of the canary that are bet on, as parts of the floor. */
export const PARTS = [0, 0.1, 0.25, 0.5];

/**
 * Log evidence that the canary's share of bad calls lies below `floor`, whatever the baseline does.
 *
 * At a floor of 1 %, 431 calls without an error are enough for odds of 40 to 1.
 */
export function floorEvidence(calls: number, bad: number, floor: number, dispersion: number): number {
  return logMean(PARTS.map(part => {
    const { perCall, perBadCall } = floorGains(part, floor, dispersion);
    // For part 0 a bad call has the gain -Infinity. Without bad calls it must not count: 0 · ln 0 is 0 here.
    return (bad && bad * perBadCall) + calls * perCall;
  }));
}

/** Log evidence of each call, and of a bad call on top of it: binomial for independent calls, Poisson for clusters. */
export function floorGains(part: number, floor: number, dispersion: number): { perCall: number; perBadCall: number } {
  if (dispersion > 1) return { perCall: floor * (1 - part) / clusterSize(dispersion), perBadCall: tilt(Math.log(part), dispersion) };
  const perCall = Math.log((1 - part * floor) / (1 - floor));
  return { perCall, perBadCall: Math.log(part) - perCall };
}
