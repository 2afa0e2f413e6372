import { tilt } from './clusters';
import { type Counts, type Pair } from './counts';

/** A bet that the canary's share of bad calls is `alternative` times the baseline's, against `nullRatio` times. */
export interface Bet {
  readonly alternative: number;
  readonly nullRatio: number;
  /** φ of the bad calls. */
  readonly dispersion: number;
}

/**
 * Log evidence of one minute that the canary's share of bad calls is each of `alternatives` times the baseline's,
 * against `nullRatio` times.
 *
 * It compares how the bad calls divide between the versions with how all calls divide. As long as the null holds, the expected value
 * of its exponential is at most 1 for *every* share of the baseline, even one that changes each minute. That makes it valid at every
 * look. Only the calls that really arrived count: Lambda's split differs from the configured weight.
 */
export function ratioEvidence({ baseline, canary }: Counts, alternatives: readonly number[], nullRatio: number, dispersion: number): number[] {
  const calls = { baseline: baseline.calls, canary: canary.calls };
  return alternatives.map(alternative => {
    if (!baseline.calls || !canary.calls) return 0;
    const gain = gainPerBadCall(calls, { alternative, nullRatio, dispersion });
    return canary.events * gain.canary + baseline.events * gain.baseline;
  });
}

/** Log evidence of one bad call of either version. */
export function gainPerBadCall(calls: Pair<number>, { alternative, nullRatio, dispersion }: Bet): Pair<number> {
  const either = Math.log((nullRatio * calls.canary + calls.baseline) / (alternative * calls.canary + calls.baseline));
  return { baseline: tilt(either, dispersion), canary: tilt(Math.log(alternative / nullRatio) + either, dispersion) };
}
