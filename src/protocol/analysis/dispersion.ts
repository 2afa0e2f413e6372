import { type Tally, addTallies, NO_CALLS, share } from './reading';

/**
 * How much more the baseline's bad calls vary from minute to minute than independent calls would; at least 1.
 *
 * Bad calls that come in bursts are fewer pieces of evidence than there are calls. From the baseline's last 24 hours.
 * The binomial variance in the denominator is the facts' Poisson one where bad calls are rare, and right where they are common.
 */
export function dispersionIndex(history: readonly Tally[]): number {
  const minutes = history.filter(({ calls }) => calls > 0);
  const p = share(minutes.reduce(addTallies, NO_CALLS));
  if (p <= 0 || p >= 1) return 1;
  const sum = minutes.reduce((all, { calls, events }) => all + (events - p * calls) ** 2 / (p * (1 - p) * calls), 0);
  return Math.max(1, sum / minutes.length);
}
