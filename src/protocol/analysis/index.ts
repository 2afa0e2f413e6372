export { analyse, type Observation } from './analyse';
export { conclude } from './conclude';
export { dispersionIndex } from './dispersion';
export { type LimitEvidence, type MetricEvidence } from './evidence';
export { type Pair, type Reading, type Tally, type VersionReading } from './reading';
export { type AnalysisSettings, type LimitKind, type LimitMetric, type MetricName } from './settings';
export { newestDue, newestSettled, settledAt } from './settling';
export { type AnalysisState, begin, type Dispersions, fold } from './state';
export { type HarmForecast, type Situation, type Verdict, type VerdictName } from './verdict';
