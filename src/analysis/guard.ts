import { clusterSize, tilt } from './clusters';
import { log, max } from './log-space';
import { foldMixture, logValue, type Mixture, startMixture } from './mixture';
import { type Counts } from './reading';
import { type Guard } from './settings';

/** What the guard has seen of both versions together: plain JSON. */
export interface GuardState {
  /** The share of bad calls that is still fine. */
  readonly share: number;
  readonly dispersion: number;
  readonly harm: Mixture;
  /** Newest minutes with calls that were over `share`, one after the other. */
  readonly streak: number;
  /** The log evidence by which it rolled back, once it has. */
  readonly proof?: number;
}

/** Multiples of the line that are bet on. */
const EFFECTS = [1.5, 3, 10];

/** A function that fails often has its own idea of a bad day: the line is at least `historyRatio` times what it did before. */
export const startGuard = (guard: Guard, usualShare: number, dispersion: number): GuardState => ({
  share: max(guard.errorShare, guard.historyRatio * usualShare), dispersion, streak: 0, harm: startMixture(EFFECTS.length, guard.onsetMinutes),
});

/**
 * Rolls back when it is proven that the true share was above the line, and it still is.
 *
 * The proof is valid at every look, as that of the tests: e^(x·ln r − n·(r − 1)·line) expects at most 1 of any share up to the line.
 */
export const foldGuard = (
  { alpha, minutes, onsetMinutes }: Guard, state: GuardState, [baselineCalls, baselineBad, canaryCalls, canaryBad]: Counts,
): GuardState => {
  const calls = baselineCalls + canaryCalls;
  const bad = baselineBad + canaryBad;
  const { dispersion } = state;
  const allowed = state.share * calls;
  const harm = foldMixture(
    state.harm, EFFECTS.map(effect => bad * tilt(log(effect), dispersion) - allowed * (effect - 1) / clusterSize(dispersion)), onsetMinutes,
  );
  const value = logValue(harm, onsetMinutes);
  const streak = bad > allowed ? state.streak + 1 : 0;
  return calls && state.proof === undefined
    ? { ...state, harm, streak, proof: streak >= minutes && value >= -log(alpha) ? value : undefined }
    : state;
};
