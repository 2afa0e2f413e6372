import { tilt } from './clusters';
import { log } from './log-space';
import { type Counts } from './reading';

/**
 * Log evidence of one minute that the canary's share of bad calls is each of `alternatives` times the baseline's,
 * against `nullRatio` times.
 *
 * Compares who the bad calls belong to with who the calls belong to. The expected value of its exponential is at
 * most 1 for *every* baseline share, even one that changes each minute, as long as the null holds: that is what
 * lets anyone look at any time. Only the calls that really arrived count: Lambda's split differs from the configured weight.
 */
export const ratioEvidence = (
  [baselineCalls, baselineBad, canaryCalls, canaryBad]: Counts, alternatives: readonly number[], nullRatio: number, dispersion: number,
): number[] => alternatives.map(alternative => {
  const [perBaseline, perCanary] = perBad(baselineCalls, canaryCalls, alternative, nullRatio, dispersion);
  return baselineCalls && canaryCalls ? canaryBad * perCanary + baselineBad * perBaseline : 0;
});

/** Log evidence of one bad call of either version. */
export const perBad = (
  baselineCalls: number, canaryCalls: number, alternative: number, nullRatio: number, dispersion: number,
): [baseline: number, canary: number] => {
  const either = log((nullRatio * canaryCalls + baselineCalls) / (alternative * canaryCalls + baselineCalls));
  return [tilt(either, dispersion), tilt(log(alternative / nullRatio) + either, dispersion)];
};
