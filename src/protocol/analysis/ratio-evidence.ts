import { type Pair, type Tally } from './reading';

/**
 * Log evidence of one minute that the canary's share of bad calls is `alternative` times the baseline's,
 * against `nullRatio` times.
 *
 * Compares who the bad calls belong to with who the calls belong to. The expected value of its exponential is at
 * most 1 for *every* baseline share, even one that changes each minute, as long as the null holds: that is what
 * lets anyone look at any time. Only the calls that really arrived count: Lambda's split differs from the configured weight.
 */
export function ratioEvidence({ baseline, canary }: Pair<Tally>, alternative: number, nullRatio: number): number {
  if (baseline.calls === 0 || canary.calls === 0) return 0;
  return canary.events * Math.log(alternative / nullRatio)
    + (baseline.events + canary.events)
    * Math.log((nullRatio * canary.calls + baseline.calls) / (alternative * canary.calls + baseline.calls));
}
