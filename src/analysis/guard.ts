import { clusterSize, tilt } from './clusters';
import { type Counts } from './counts';
import { foldMixture, logValue, type Mixture, startMixture } from './mixture';
import { type Guard } from './settings';

/** What the guard has seen of both versions together: plain JSON. */
export interface GuardState {
  /** The share of bad calls that is tolerated. */
  readonly share: number;
  readonly dispersion: number;
  readonly harm: Mixture;
  /** Newest minutes with calls in a row that were over `share`. */
  readonly streak: number;
  /** The log evidence by which it rolled back; absent: it has not. */
  readonly proof?: number;
}

/** Multiples of the tolerated share that are bet on. */
const EFFECTS = [1.5, 3, 10];

/** The guard tolerates more of a function that often fails: at least `historyRatio` times its usual share. */
export function startGuard(guard: Guard, usualShare: number, dispersion: number): GuardState {
  return {
    share: Math.max(guard.errorShare, guard.historyRatio * usualShare),
    dispersion,
    streak: 0,
    harm: startMixture(EFFECTS.length, guard.onsetMinutes),
  };
}

/**
 * Folds in one minute. Rolls back when it is proven that the true share was above the tolerated one, and the newest minutes still are.
 *
 * The proof is valid at every look, as in the tests: for any true share up to `share`, e^(x·ln r − n·(r − 1)·share) has an
 * expected value of at most 1 for x bad calls in n calls.
 */
export function foldGuard({ alpha, minutes, onsetMinutes }: Guard, state: GuardState, { baseline, canary }: Counts): GuardState {
  const calls = baseline.calls + canary.calls;
  if (calls === 0 || state.proof !== undefined) return state;
  const bad = baseline.events + canary.events;
  const tolerated = state.share * calls;
  const { dispersion } = state;
  const evidence = EFFECTS.map(effect => bad * tilt(Math.log(effect), dispersion) - tolerated * (effect - 1) / clusterSize(dispersion));
  const harm = foldMixture(state.harm, evidence, onsetMinutes);
  const value = logValue(harm, onsetMinutes);
  const streak = bad > tolerated ? state.streak + 1 : 0;
  return { ...state, harm, streak, proof: streak >= minutes && value >= -Math.log(alpha) ? value : undefined };
}
