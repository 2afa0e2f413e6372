/** CloudWatch namespace of the metrics that our own handlers write. */
export const METRICS_NAMESPACE = 'CanaryLambda';
