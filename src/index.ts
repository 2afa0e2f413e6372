export { Analysis } from './analysis';
export { AnalysisMetric } from './analysis-metric';
export { CanaryLambda } from './canary-lambda';
export { type CanaryLambdaProps, type RolloutOptions } from './canary-lambda-props';
export { ConflictPolicy } from './conflict-policy';
export { Hook } from './hook';
export { Limit } from './limit';
export { Notification, type SnsNotificationOptions } from './notification';
export { type ErrorRateOptions, type EvaluationOptions, type LatencyOptions, RollbackAlarm } from './rollback-alarm';
export { Rollout, type ShiftOptions } from './rollout';
export { RolloutEvent } from './rollout-event';
export {
  type AnalysisGuardOptions, type MetricTestOptions, type PromotionOptions, type SequentialAnalysisOptions, type SettlingOptions,
} from './sequential-analysis-options';
export { type ThresholdAnalysisOptions } from './threshold-analysis-options';
