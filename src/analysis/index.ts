/**
 * The verdict on a canary: pure functions over minutes. Input, state and result are plain JSON. Nothing here reads a clock, draws random
 * numbers or imports from outside of this folder. Other folders of `src` import from this file only.
 * Reasons and sources: decisions/0010-the-verdict.md.
 *
 * **Reading order.** Begin with `analyse` in `conclude`: it folds minutes into a state and judges the state.
 * 1. What comes in: `settings` (their `defaults`), `reading`, `counts`, `situation`, `settling`. `history` is read once per rollout.
 * 2. What one minute says: `ratio-evidence` or `exact-evidence`, and `floor-evidence` against harm; `clusters` for bursts.
 * 3. What is remembered: `mixture`, the bet on harm, is part of `metric-state` and `guard`. These and `limit-state` make up `state`.
 * 4. What comes out: `evidence`, `doubts`, `reasons`, and `conclude`, which gives the `verdict`.
 *
 * `forecast/` calculates which harm could be detected, and when. `log-space`, `check-numbers` and `words` are helpers.
 *
 * **Words.**
 * - `events`: bad calls, which failed or were slower than the old p99 or p50. φ (`dispersion`): how bursty they are; 1: independent.
 * - settled: a minute whose numbers are complete. onset: a minute in which harm may begin.
 * - `M`: what a stake of 1, bet on harm, has become; kept as ln M (`value`). The canary is rolled back if ln M reaches `line`, ln 1/α.
 * - `peak`: the highest ln M so far. Harm is proven if the peak has reached the line.
 * - `trail`: ln M after each of the newest minutes. `pace`: the calls and errors of each.
 * - `recent`: the winnings of each size of harm, restarted when they fall below the stake. They show harm that began late.
 * - `cleared`: the highest evidence against harm so far. From `clearLine` on, harm is excluded.
 * - `calm`, `recentCalm`: M and `recent` must be below these for a promotion.
 * - `seen`: minutes in which a metric could be judged. `blind`: minutes with calls in which it was not measured.
 * - `silent`: the baseline's calls since the canary's last one. `longest`: the highest `silent` so far.
 * - `lost`: the newest minutes in a row that should have been read by now and were not.
 *
 * **One minute, worked through.** The baseline fails 8 of 2,700 calls, the canary 7 of 300. The bet on "five times as bad" gains ln 5 − 0.336
 * = 1.273 for each of the canary's failures, and loses 0.336 for each of the baseline's: ln(3,000/4,200), since at ×5 the canary's 300
 * calls count as 1,500. That makes 7 · 1.273 − 8 · 0.336 = 6.22, so its stake grows 502-fold. The stakes on the seven sizes, ×1.5 to ×60, grow
 * 8.2, 31, 142, 502, 659, 65 and 0.73-fold, 201-fold on average. Half of the stake was on a harm from the start, the other half waits for
 * later onsets: M = 201/2 + 1/2 = 101. The line is 100, for α = 1 %: the canary is rolled back. With 6 failures M would be 25.
 *
 * @module
 */
export { analyse, conclude, type Observation } from './conclude';
export { type Counts, type Pair, type Tally } from './counts';
export {
  ERROR_TEST, FALSE_ROLLBACK_BUDGET, GUARD, LIMITS, MEDIAN_LATENCY_TEST, ONSET_MINUTES, PROMOTION, SEQUENTIAL_TESTS, SETTLING,
  TAIL_LATENCY_TEST, WARNING,
} from './defaults';
export { type LimitEvidence, type MetricEvidence } from './evidence';
export { boundMinutes } from './forecast/bound';
export {
  type Chance, type DetectableHarm, type Forecast, type ForecastQuestion, type GuardForecast, type MetricForecast,
} from './forecast/forecast';
export { forecastRollout } from './forecast/forecast-rollout';
export { type GuardState } from './guard';
export { readHistory } from './history';
export { type Reading, type VersionReading, versionReading } from './reading';
export {
  type AnalysisSettings, type Exclusion, type Guard, type Histories, type History, type LimitKind, type LimitMetric, type LimitRule,
  type Limits, type MetricName, type MetricTest, type Promotion, type Settling,
} from './settings';
export { newestDue, newestSettled, settledAt } from './settling';
export { type Situation } from './situation';
export { type AnalysisState, begin, fold } from './state';
export { type Cause, type HarmForecast, type Verdict, type VerdictName } from './verdict';
export { digits, duration, odds, percent, plural, whole } from './words';
