/** What `Analysis.sequential()` compares between the old version and the new one. */
export enum AnalysisMetric {
  /** Share of failed calls: Lambda's `Errors` (exceptions, time-outs, crashes), not HTTP 500s that the function returns by itself. */
  ERRORS = 'errors',
  /** Share of calls that take longer than the old version's p99 from before the rollout. */
  TAIL_LATENCY = 'tailLatency',
  /** Share of calls that take longer than the old version's p50 from before the rollout. */
  MEDIAN_LATENCY = 'medianLatency',
}
