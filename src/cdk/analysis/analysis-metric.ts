/**
 * What `Analysis.sequential()` compares between the old version and the new one.
 *
 * No prop accepts it yet: observed rollouts come in a later release.
 */
export enum AnalysisMetric {
  /** Share of failed calls: Lambda's `Errors` (exceptions, timeouts, crashes), not HTTP 500 responses that the function returns. */
  ERRORS = 'errors',
  /** Share of calls that take longer than the old version's p99 before the rollout. */
  TAIL_LATENCY = 'tailLatency',
  /** Share of calls that take longer than the old version's p50 before the rollout. */
  MEDIAN_LATENCY = 'medianLatency',
}
