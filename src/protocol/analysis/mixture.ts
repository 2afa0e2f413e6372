import { logMean, logSum } from './log-space';

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

export function startMixture(sizes: number, onsetMinutes: number): Mixture {
  return { logs: new Array<number>(sizes).fill(onsetMinutes > 0 ? Math.log(1 / 2) : 0), minutes: 0 };
}

/** Folds in one minute's log evidence for each size. Half the stake is on the start, 1/(2k(k+1)) on the k-th later onset. */
export function foldMixture({ logs, minutes }: Mixture, evidence: readonly number[], onsetMinutes: number): Mixture {
  const k = onsetMinutes > 0 ? minutes / onsetMinutes : 0;
  const joins = k > 0 && Number.isInteger(k);
  const stake = joins ? -Math.log(2 * k * (k + 1)) : 0;
  return { logs: logs.map((log, j) => (joins ? logSum([log, stake]) : log) + evidence[j]), minutes: minutes + 1 };
}

/** ln M: what the whole stake of 1 has become. */
export function logValue({ logs, minutes }: Mixture, onsetMinutes: number): number {
  const won = logMean(logs);
  if (onsetMinutes <= 0) return won;
  // The stakes after the k-th onset add up to 1/(2(k+1)).
  const joined = Math.max(0, Math.ceil(minutes / onsetMinutes) - 1);
  return logSum([won, -Math.log(2 * (joined + 1))]);
}
