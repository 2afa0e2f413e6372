import { checkNumbers } from './check-numbers';
import { addCounts, type Counts, countsOf, NO_COUNTS } from './counts';
import { foldGuard, type GuardState, startGuard } from './guard';
import { foldLimit, type LimitState, UNJUDGED } from './limit-state';
import { foldMetric, type MetricState, startMetric, TREND_MINUTES } from './metric-state';
import { checkReading, type Reading } from './reading';
import { type AnalysisSettings, type Histories, type MetricName } from './settings';
import { newestSettled } from './settling';
import { checkSituation, type Situation } from './situation';

/** Everything that an analysis remembers of the minutes it has seen: plain JSON, a few KB however long the rollout takes. */
export interface AnalysisState {
  /** Minutes folded in. */
  readonly settled: number;
  /** The newest minute folded in; absent before the first. */
  readonly newest?: number;
  /** Calls and errors of all minutes. */
  readonly traffic: Counts;
  /** Calls and errors of each of the newest minutes, oldest first. */
  readonly pace: readonly Counts[];
  /** Calls of the baseline since the newest minute in which the canary was called. */
  readonly silent: number;
  /** The highest value that `silent` has had. */
  readonly longest: number;
  /** In the order of the settings' `tests`. */
  readonly metrics: readonly MetricState[];
  /** In the order of the settings' limits. */
  readonly limits: readonly LimitState[];
  readonly guard?: GuardState;
}

/** @throws RangeError if a number of the histories is missing or out of range: see `readHistory()`. */
export function begin({ tests, limits, guard }: AnalysisSettings, histories: Histories = {}): AnalysisState {
  for (const [metric, history] of Object.entries(histories)) checkNumbers(history, ['dispersion', 'share'], { prefix: `${metric}.` });
  const dispersionOf = (name: MetricName) =>
    Math.max(1, tests.find(test => test.metric === name)?.dispersion ?? histories[name]?.dispersion ?? 1);
  return {
    settled: 0,
    traffic: NO_COUNTS,
    pace: [],
    silent: 0,
    longest: 0,
    metrics: tests.map(test => startMetric(test, dispersionOf(test.metric))),
    limits: limits ? limits.rules.map(() => UNJUDGED) : [],
    guard: guard && startGuard(guard, histories.errors?.share ?? 0, dispersionOf('errors')),
  };
}

/**
 * Folds in the readings that have settled by now, are not from before the start, and are younger than everything folded in before.
 *
 * The other readings are ignored. So a monitor may pass all it has stored at every look: a minute that was too young is folded in later.
 * Minutes after the window count too: while a person decides, harm must still be seen, and a canary with known harm is never promoted.
 *
 * @throws RangeError if a number of a reading or of the situation is missing or out of range.
 */
export function fold(settings: AnalysisSettings, state: AnalysisState, readings: readonly Reading[], situation: Situation): AnalysisState {
  checkSituation(situation);
  readings.forEach(checkReading);
  const due = newestSettled(situation.now, situation.timeoutSeconds, settings.settling);
  return [...readings]
    .sort((a, b) => a.minute - b.minute)
    .filter(({ minute }) => minute >= situation.start && minute <= due)
    // Of two readings of a minute the first counts: a minute is stored once, and never revised.
    .reduce((before, reading) => (reading.minute > (before.newest ?? -1) ? foldMinute(settings, before, reading) : before), state);
}

function foldMinute({ tests, limits, guard }: AnalysisSettings, before: AnalysisState, reading: Reading): AnalysisState {
  const counts = countsOf('errors', reading);
  const silent = counts.canary.calls > 0 ? 0 : before.silent + counts.baseline.calls;
  return {
    settled: before.settled + 1,
    newest: reading.minute,
    traffic: addCounts(before.traffic, counts),
    pace: [...before.pace, counts].slice(-TREND_MINUTES),
    silent,
    longest: Math.max(silent, before.longest),
    metrics: tests.map((test, i) => foldMetric(test, before.metrics[i], reading)),
    limits: before.limits.map((limit, i) => foldLimit(limits!, limits!.rules[i], limit, reading)),
    guard: guard && foldGuard(guard, before.guard!, counts),
  };
}
