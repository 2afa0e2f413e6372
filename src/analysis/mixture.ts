import { addEach, logMean, logSum } from './log-space';

/**
 * A bet on harm, spread over its possible sizes and over the minutes in which it may begin (onsets).
 *
 * The stakes add up to 1: half is on the start, 1/(2k(k+1)) on the k-th later onset. The winnings of each size are kept as one
 * logarithm, all onsets so far together: an onset joins when its minute comes. An onset that has not come yet still holds its stake.
 */
export interface Mixture {
  /** Log winnings of each size. */
  readonly logs: readonly number[];
  /** Minutes folded in. */
  readonly minutes: number;
}

/** @param onsetMinutes Minutes between two onsets; 0: the start only. */
export function startMixture(sizes: number, onsetMinutes: number): Mixture {
  return { logs: Array<number>(sizes).fill(onsetMinutes > 0 ? Math.log(0.5) : 0), minutes: 0 };
}

/** Folds in one minute's log evidence for each size. */
export function foldMixture({ logs, minutes }: Mixture, evidence: readonly number[], onsetMinutes: number): Mixture {
  const k = minutes / onsetMinutes;
  // With `onsetMinutes` 0 the remainder is NaN, so no onset ever joins.
  const joins = minutes > 0 && minutes % onsetMinutes === 0;
  const joined = joins ? logs.map(won => logSum([won, -Math.log(2 * k * (k + 1))])) : logs;
  return { logs: addEach(joined, evidence), minutes: minutes + 1 };
}

/** ln M: what the whole stake of 1 has become. The stakes after the k-th onset add up to 1/(2(k+1)). */
export function logValue({ logs, minutes }: Mixture, onsetMinutes: number): number {
  if (onsetMinutes <= 0) return logMean(logs);
  return logSum([logMean(logs), -Math.log(2 * Math.max(1, Math.ceil(minutes / onsetMinutes)))]);
}
