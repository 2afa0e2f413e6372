import { addCounts, type Counts, countsOf, isMeasured, NO_COUNTS } from './counts';
import { exactEvidence } from './exact-evidence';
import { floorEvidence } from './floor-evidence';
import { addEach, logMean } from './log-space';
import { foldMixture, logValue, type Mixture, startMixture } from './mixture';
import { ratioEvidence } from './ratio-evidence';
import { type Reading } from './reading';
import { type MetricTest } from './settings';

/** What is known of one metric after some minutes: plain JSON, and no larger after a day than after an hour. */
export interface MetricState {
  readonly dispersion: number;
  readonly total: Counts;
  /** Minutes in which both versions were measured and the canary was called. */
  readonly seen: number;
  /** The newest of them. */
  readonly lastSeen?: number;
  /** Minutes in which a version was called and the metric was not measured. */
  readonly blind: number;
  /** The bet on harm. */
  readonly harm: Mixture;
  /** Log winnings of each size, restarted when they fall below the stake (a CUSUM): earlier minutes do not dilute recent harm. */
  readonly recent: readonly number[];
  /** ln M after each of the newest minutes, oldest first; ln 1 before the first minute. */
  readonly trail: readonly number[];
  /** The highest ln M so far. Harm is proven if it ever crossed the line: that is what "valid at every look" means. */
  readonly peak: number;
  /** Log winnings of each ratio that speaks for health. */
  readonly health: readonly number[];
  /** The highest log evidence against harm so far, by the ratio or by the floor; no longer updated once it excludes harm. */
  readonly cleared: number;
}

/** ln M is kept for this many minutes and the one before them, to show a trend. */
export const TREND_MINUTES = 5;

export function startMetric({ effects, onsetMinutes, exclusion }: MetricTest, dispersion: number): MetricState {
  return {
    dispersion,
    total: NO_COUNTS,
    seen: 0,
    blind: 0,
    harm: startMixture(effects.length, onsetMinutes),
    recent: effects.map(() => 0),
    trail: [0],
    peak: 0,
    health: exclusion.healthyRatios.map(() => 0),
    cleared: 0,
  };
}

/** Folds in one minute. */
export function foldMetric(test: MetricTest, state: MetricState, reading: Reading): MetricState {
  const counts = countsOf(test.metric, reading);
  const gains = evidenceFor(test, state, counts, test.effects.map(effect => effect * test.tolerance), test.tolerance);
  const harm = foldMixture(state.harm, gains, test.onsetMinutes);
  const value = logValue(harm, test.onsetMinutes);
  const total = addCounts(state.total, counts);
  return {
    ...state,
    ...foldSight(test, state, reading),
    ...foldHealth(test, state, counts, total),
    total,
    harm,
    recent: addEach(state.recent.map(won => Math.max(0, won)), gains),
    trail: [...state.trail, value].slice(-1 - TREND_MINUTES),
    peak: Math.max(state.peak, value),
  };
}

function evidenceFor(
  { form }: MetricTest, { dispersion }: MetricState, counts: Counts, alternatives: readonly number[], nullRatio: number,
): number[] {
  // The exact form has no formula for clusters: dividing by the dispersion corrects the variance only.
  if (form === 'exact') return exactEvidence(counts, alternatives, nullRatio).map(gain => gain / dispersion);
  return ratioEvidence(counts, alternatives, nullRatio, dispersion);
}

/** What changes of `seen`, `lastSeen` and `blind`. */
function foldSight({ metric }: MetricTest, { seen, blind }: MetricState, reading: Reading): Partial<MetricState> {
  const { baseline, canary, minute } = reading;
  if (!isMeasured(metric, reading)) return baseline.invocations > 0 || canary.invocations > 0 ? { blind: blind + 1 } : {};
  return canary.invocations > 0 ? { seen: seen + 1, lastSeen: minute } : {};
}

/** What changes of `health` and `cleared`: nothing once harm is excluded, which saves the work. */
function foldHealth(test: MetricTest, state: MetricState, counts: Counts, { canary }: Counts): Partial<MetricState> {
  if (state.cleared >= clearLine(test)) return {};
  const { healthyRatios, harmRatio, floor } = test.exclusion;
  const health = addEach(state.health, evidenceFor(test, state, counts, healthyRatios, harmRatio));
  const byFloor = floor ? floorEvidence(canary.calls, canary.events, floor, state.dispersion) : 0;
  return { health, cleared: Math.max(state.cleared, logMean(health), byFloor) };
}

/** The log evidence that excludes harm: each of the two ways, ratio and floor, may err with half of `missedHarm`. */
export function clearLine({ exclusion }: MetricTest): number {
  return Math.log(2 / exclusion.missedHarm);
}

/** ln M: evidence of harm so far. */
export function logEvidence({ trail }: MetricState): number {
  return trail.at(-1)!;
}
