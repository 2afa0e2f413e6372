import { foldGuard } from './guard';
import { foldLimit, type LimitState, UNJUDGED } from './limit-state';
import { foldMetric, type MetricState, startMetric, tally } from './metric-state';
import { addPairs, checkReading, NO_CALLS, type Pair, type Reading, type Tally } from './reading';
import { type AnalysisSettings, type MetricName } from './settings';

/** All that an analysis remembers of the minutes it has seen: plain JSON, about 2 KB however long it is watched. */
export interface AnalysisState {
  readonly settledMinutes: number;
  /** The newest minute folded in; absent before the first. */
  readonly newestMinute?: number;
  /** Calls and errors of both versions. */
  readonly traffic: Pair<Tally>;
  /** In the order of the settings' `tests`. */
  readonly metrics: readonly MetricState[];
  /** In the order of the settings' limits. */
  readonly limits: readonly LimitState[];
  /** Minutes in a row in which the guard's limit was exceeded. */
  readonly guardStreak: number;
}

/** The baseline's dispersion index of each metric, measured before the rollout; absent: 1. */
export type Dispersions = { readonly [metric in MetricName]?: number };

export function begin(settings: AnalysisSettings, dispersions: Dispersions = {}): AnalysisState {
  return {
    settledMinutes: 0,
    traffic: { baseline: NO_CALLS, canary: NO_CALLS },
    metrics: settings.tests.map(test => startMetric(test, dispersions[test.metric])),
    limits: (settings.limits?.rules ?? []).map(() => UNJUDGED),
    guardStreak: 0,
  };
}

/**
 * Folds one settled minute in. Minutes come in order and once: a late one is refused, since evidence taken in another
 * order than it was stored in would be another analysis of the same data.
 *
 * @throws RangeError if the minute is not younger than the newest, or a count is no count.
 */
export function fold(settings: AnalysisSettings, state: AnalysisState, reading: Reading): AnalysisState {
  const { newestMinute = -Infinity, traffic, metrics, limits, guardStreak } = state;
  checkReading(reading);
  if (reading.minute <= newestMinute) {
    throw new RangeError(`\`minute\` must be after ${newestMinute}, got: ${reading.minute}`);
  }
  const minute = { baseline: tally('errors', reading.baseline), canary: tally('errors', reading.canary) };
  return {
    settledMinutes: state.settledMinutes + 1,
    newestMinute: reading.minute,
    traffic: addPairs(traffic, minute),
    metrics: settings.tests.map((test, i) => foldMetric(test, metrics[i], reading)),
    limits: limits.map((limit, i) => foldLimit(settings.limits!, settings.limits!.rules[i], limit, reading)),
    guardStreak: settings.guard ? foldGuard(settings.guard, guardStreak, minute) : 0,
  };
}
