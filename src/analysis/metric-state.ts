import { exactEvidence } from './exact-evidence';
import { floorEvidence } from './floor-evidence';
import { add, log, logMean, max } from './log-space';
import { type Mixture, foldMixture, logValue, startMixture } from './mixture';
import { ratioEvidence } from './ratio-evidence';
import { both, COUNTED, type Counts, countsOf, NO_CALLS, type Reading } from './reading';
import { type MetricTest } from './settings';

/** What is known of one metric after some minutes: plain JSON, a few numbers however long it is watched. */
export interface MetricState {
  readonly dispersion: number;
  readonly total: Counts;
  /** Minutes in which both versions were measured and the canary was called. */
  readonly seen: number;
  /** The newest of them. */
  readonly lastSeen?: number;
  /** Minutes in which a version was called and not measured. */
  readonly blind: number;
  /** The bet on harm. */
  readonly harm: Mixture;
  /** Log winnings of each size since it last spoke for the canary: harm that has just begun, undiluted by the time before it. */
  readonly recent: readonly number[];
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
export const TREND_MINUTES = 5;

export const startMetric = ({ effects, onsetMinutes, exclusion }: MetricTest, dispersion: number): MetricState => ({
  dispersion,
  total: NO_CALLS,
  seen: 0,
  blind: 0,
  harm: startMixture(effects.length, onsetMinutes),
  recent: effects.map(() => 0),
  trail: [0],
  peak: 0,
  health: exclusion.healthyRatios.map(() => 0),
  cleared: 0,
});

export const foldMetric = (test: MetricTest, state: MetricState, reading: Reading): MetricState => {
  const { metric, tolerance, onsetMinutes, exclusion } = test;
  const { dispersion, cleared } = state;
  const counts = countsOf(metric, reading);
  // Clusters in the ratio form. The exact form has no such: there dividing by the dispersion makes the variance right, and no more.
  const evidence = (alternatives: readonly number[], nullRatio: number) => (test.form === 'exact'
    ? exactEvidence(counts, alternatives, nullRatio).map(gain => gain / dispersion)
    : ratioEvidence(counts, alternatives, nullRatio, dispersion));
  const measured = both(reading).every(version => version[COUNTED[metric]] !== undefined);
  const total = add(state.total, counts);
  const gains = evidence(test.effects.map(effect => effect * tolerance), tolerance);
  const harm = foldMixture(state.harm, gains, onsetMinutes);
  const value = logValue(harm, onsetMinutes);
  // What is excluded stays so: the work is saved.
  const excluded = cleared >= clearLine(test);
  const health = excluded ? state.health : add(state.health, evidence(exclusion.healthyRatios, exclusion.harmRatio));
  return {
    ...state,
    total,
    ...(measured && reading.canary.invocations > 0 && { seen: state.seen + 1, lastSeen: reading.minute }),
    ...(!measured && both(reading).some(version => version.invocations > 0) && { blind: state.blind + 1 }),
    harm,
    recent: add(state.recent.map(won => max(0, won)), gains),
    trail: [...state.trail, value].slice(-1 - TREND_MINUTES),
    peak: max(state.peak, value),
    health,
    cleared: excluded ? cleared
      : max(cleared, logMean(health), exclusion.floor ? floorEvidence(total[2], total[3], exclusion.floor, dispersion) : 0),
  };
};

/** The log evidence that excludes harm: each of the two ways may err with half of `missedHarm`. */
export const clearLine = (test: MetricTest): number => log(2 / test.exclusion.missedHarm);

/** ln M: evidence of harm so far. */
export const logEvidence = (state: MetricState): number => state.trail.at(-1)!;
