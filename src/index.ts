// The public API: what is not named here is private.
export { CanaryLambda } from './cdk/canary/canary-lambda';
export { type CanaryLambdaProps, type RolloutOptions } from './cdk/canary/canary-lambda-props';

export { ConflictPolicy } from './cdk/rollout/conflict-policy';
export { Rollout, type ShiftOptions } from './cdk/rollout/rollout';

export { Hook } from './cdk/hook/hook';
export { type NodejsHookOptions } from './cdk/hook/nodejs-hook-options';

export { type ErrorRateOptions, type EvaluationOptions, type LatencyOptions, RollbackAlarm } from './cdk/alarm/rollback-alarm';

export { Notification, type SnsNotificationOptions } from './cdk/announcement/notification';
export { RolloutEvent } from './cdk/announcement/rollout-event';

export { Analysis } from './cdk/analysis/analysis';
export { AnalysisMetric } from './cdk/analysis/analysis-metric';
export { Limit } from './cdk/analysis/limit';
export {
  type AnalysisGuardOptions, type MetricTestOptions, type PromotionOptions, type SequentialAnalysisOptions, type SettlingOptions,
} from './cdk/analysis/sequential-analysis-options';
export { type ThresholdAnalysisOptions } from './cdk/analysis/threshold-analysis-options';
