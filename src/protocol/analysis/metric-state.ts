import { exactEvidence } from './exact-evidence';
import { floorEvidence } from './floor-evidence';
import { logMean } from './log-space';
import { type Mixture, foldMixture, logValue, startMixture } from './mixture';
import { ratioEvidence } from './ratio-evidence';
import { addPairs, NO_CALLS, type Pair, type Reading, type Tally } from './reading';
import { type MetricName, type MetricTest } from './settings';

/** What is known of one metric after some minutes: plain JSON, a few numbers however long it is watched. */
export interface MetricState {
  readonly dispersion: number;
  readonly total: Pair<Tally>;
  /** The bet on harm. */
  readonly harm: Mixture;
  /** ln M after each of the newest minutes, oldest first; before the first minute it is ln 1. */
  readonly trail: readonly number[];
  /** The highest ln M so far: harm is proven if it ever crossed the line, which is what "valid at every look" means. */
  readonly peak: number;
  /** Log winnings of each ratio that speaks for health. */
  readonly health: readonly number[];
  /** Highest log evidence against harm so far, by the ratio or by the floor; not followed beyond the line that excludes harm. */
  readonly cleared: number;
}

/** ln M is kept for this many minutes and the one before them, so that a trend can be told. */
const TREND_MINUTES = 5;

export function startMetric(test: MetricTest, measuredDispersion = 1): MetricState {
  return {
    dispersion: Math.max(1, test.dispersion ?? measuredDispersion),
    total: { baseline: NO_CALLS, canary: NO_CALLS },
    harm: startMixture(test.effects.length, test.onsetMinutes),
    trail: [0],
    peak: 0,
    health: test.exclusion.healthyRatios.map(() => 0),
    cleared: 0,
  };
}

export function foldMetric(test: MetricTest, state: MetricState, reading: Reading): MetricState {
  const { tolerance, effects, onsetMinutes, exclusion: { harmRatio, healthyRatios, floor } } = test;
  const minute = { baseline: tally(test.metric, reading.baseline), canary: tally(test.metric, reading.canary) };
  const total = addPairs(state.total, minute);
  const harm = foldMixture(state.harm, evidence(effects.map(effect => effect * tolerance), tolerance), onsetMinutes);
  const logM = logValue(harm, onsetMinutes);
  // What is excluded stays so: the work is saved.
  const gained = state.cleared < clearLine(test) ? evidence(healthyRatios, harmRatio) : [];
  const health = state.health.map((log, j) => log + (gained[j] ?? 0));
  return {
    ...state,
    total,
    harm,
    trail: [...state.trail, logM].slice(-1 - TREND_MINUTES),
    peak: Math.max(state.peak, logM),
    health,
    cleared: Math.max(state.cleared, logMean(health), floor ? floorEvidence(total.canary, floor, state.dispersion) : 0),
  };

  /** Dividing all counts by the dispersion divides the evidence by it; by Jensen's inequality it stays valid, in the exact form too. */
  function evidence(alternatives: readonly number[], nullRatio: number): number[] {
    const logs = test.form === 'exact'
      ? exactEvidence(minute, alternatives, nullRatio)
      : alternatives.map(alternative => ratioEvidence(minute, alternative, nullRatio));
    return logs.map(log => log / state.dispersion);
  }
}

/** The log evidence that excludes harm: each of the two ways may err with half of `missedHarm`. */
export function clearLine({ exclusion }: MetricTest): number {
  return Math.log(2 / exclusion.missedHarm);
}

/** ln M: evidence of harm so far. */
export function logEvidence({ trail }: MetricState): number {
  return trail[trail.length - 1];
}

const COUNTS = { errors: 'errors', tailLatency: 'overP99', medianLatency: 'overP50' } as const;

/** The counts of one metric; no calls at all if it was not measured, so that nothing can be concluded from it. */
export function tally(metric: MetricName, reading: Reading['canary']): Tally {
  const events = reading[COUNTS[metric]];
  if (events === undefined) return NO_CALLS;
  const calls = Math.round(reading.invocations);
  // `Duration` and `Invocations` are counted apart and may differ by a call.
  return { calls, events: Math.min(calls, Math.round(events)) };
}
