import { type Pair, type Tally } from './reading';
import { type Guard } from './settings';

/** Minutes in a row in which both versions together were over the guard's limit; it stays once it is long enough. */
export function foldGuard(guard: Guard, streak: number, { baseline, canary }: Pair<Tally>): number {
  if (streak >= guard.minutes) return streak;
  const errors = baseline.events + canary.events;
  return errors >= guard.minimumErrors && errors > guard.errorShare * (baseline.calls + canary.calls) ? streak + 1 : 0;
}
