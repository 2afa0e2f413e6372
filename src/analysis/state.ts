import { foldGuard, type GuardState, startGuard } from './guard';
import { foldLimit, type LimitState, UNJUDGED } from './limit-state';
import { add, max } from './log-space';
import { foldMetric, type MetricState, startMetric, TREND_MINUTES } from './metric-state';
import { must } from './must';
import { checkReading, type Counts, countsOf, NO_CALLS, type Reading } from './reading';
import { type AnalysisSettings, type Histories, type MetricName } from './settings';
import { newestSettled } from './settling';
import { checkSituation, type Situation } from './situation';

/** All that an analysis remembers of the minutes it has seen: plain JSON, a few KB however long it is watched. */
export interface AnalysisState {
  readonly settled: number;
  /** The newest minute folded in; absent before the first. */
  readonly newest?: number;
  /** Calls and errors of both versions. */
  readonly traffic: Counts;
  /** The same of each of the newest minutes, oldest first. */
  readonly pace: readonly Counts[];
  /** Calls of the baseline since the newest minute in which the canary was called. */
  readonly silent: number;
  /** The most that `silent` has been. */
  readonly longest: number;
  /** In the order of the settings' `tests`. */
  readonly metrics: readonly MetricState[];
  /** In the order of the settings' limits. */
  readonly limits: readonly LimitState[];
  readonly guard?: GuardState;
}

/** @throws RangeError if the history is none: see `readHistory()`. */
export const begin = ({ tests, limits, guard }: AnalysisSettings, histories: Histories = {}): AnalysisState => {
  for (const [metric, history] of Object.entries(histories)) must(history, ['dispersion', 'share'], 0, false, [], `${metric}.`);
  const dispersionOf = (name: MetricName) => max(1, tests.find(test => test.metric === name)?.dispersion ?? histories[name]?.dispersion ?? 1);
  return {
    settled: 0,
    traffic: NO_CALLS,
    pace: [],
    silent: 0,
    longest: 0,
    metrics: tests.map(test => startMetric(test, dispersionOf(test.metric))),
    limits: limits ? limits.rules.map(() => UNJUDGED) : [],
    guard: guard && startGuard(guard, histories.errors?.share ?? 0, dispersionOf('errors')),
  };
};

/**
 * Folds in what of these readings has settled by now, is not from before the start, and is younger than all that was folded in before.
 *
 * The rest is left out, so a monitor may offer all it has stored at every look: a minute that was too young joins when its time comes.
 * Minutes after the window count too: while a person is asked, harm must still be seen, and what is known must not be promoted over.
 *
 * @throws RangeError if a count is no count, or the situation none.
 */
export const fold = (
  { limits, guard, tests, settling }: AnalysisSettings, state: AnalysisState, readings: readonly Reading[], situation: Situation,
): AnalysisState => {
  checkSituation(situation);
  readings.forEach(checkReading);
  const due = newestSettled(situation.now, situation.timeoutSeconds, settling);
  return [...readings].sort((a, b) => a.minute - b.minute).reduce((before, reading) => {
    const { minute } = reading;
    const counts = countsOf('errors', reading);
    const silent = counts[2] > 0 ? 0 : before.silent + counts[0];
    // The first reading of a minute counts: it was stored once, and is never revised.
    return minute >= situation.start && minute <= due && minute > (before.newest ?? -1) ? {
      settled: before.settled + 1,
      newest: minute,
      traffic: add(before.traffic, counts),
      pace: [...before.pace, counts].slice(-TREND_MINUTES),
      silent,
      longest: max(silent, before.longest),
      metrics: tests.map((test, i) => foldMetric(test, before.metrics[i], reading)),
      limits: before.limits.map((limit, i) => foldLimit(limits!, limits!.rules[i], limit, reading)),
      guard: guard && foldGuard(guard, before.guard!, counts),
    } : before;
  }, state);
};
