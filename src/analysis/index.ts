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
