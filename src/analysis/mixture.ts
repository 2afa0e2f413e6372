import { add, log, logMean, logSum, max } from './log-space';

/**
 * A bet on harm, spread over its possible sizes and over the minutes in which it may begin.
 *
 * The stakes add up to 1. What has been won with each size is kept as one logarithm, all onsets so far together:
 * an onset joins when its minute comes, and one that has not come yet still holds its stake.
 */
export interface Mixture {
  /** Log winnings of each size. */
  readonly logs: readonly number[];
  /** Minutes folded in. */
  readonly minutes: number;
}

export const startMixture = (sizes: number, onsetMinutes: number): Mixture =>
  ({ logs: Array<number>(sizes).fill(onsetMinutes > 0 ? log(0.5) : 0), minutes: 0 });

/** Folds in one minute's log evidence for each size. Half the stake is on the start, 1/(2k(k+1)) on the k-th later onset. */
export const foldMixture = ({ logs, minutes }: Mixture, evidence: readonly number[], onsetMinutes: number): Mixture => {
  const k = minutes / onsetMinutes;
  // No whole number is a multiple of 0, not even 0.
  const joins = minutes > 0 && minutes % onsetMinutes === 0;
  return { logs: add(joins ? logs.map(won => logSum([won, -log(2 * k * (k + 1))])) : logs, evidence), minutes: minutes + 1 };
};

/** ln M: what the whole stake of 1 has become. The stakes after the k-th onset add up to 1/(2(k+1)). */
export const logValue = ({ logs, minutes }: Mixture, onsetMinutes: number): number =>
  (onsetMinutes <= 0 ? logMean(logs) : logSum([logMean(logs), -log(2 * max(1, Math.ceil(minutes / onsetMinutes)))]));
