import { type LimitState } from './limit-state';
import { clearLine, logEvidence, type MetricState } from './metric-state';
import { type AnalysisSettings, type LimitRule, type MetricName } from './settings';
import { type AnalysisState } from './state';

/** What the dashboard shows of one metric, beside its counts. Values and lines are natural logarithms: ln 100 ≈ 4.6. */
export interface MetricEvidence extends MetricState {
  readonly metric: MetricName;
  /** ln M, evidence of harm. */
  readonly value: number;
  /** Where it rolls back. */
  readonly line: number;
  /** Change of `value` over the last five settled minutes, or as many as there are. */
  readonly trend: number;
  /** Where `cleared`, the evidence against harm, excludes it. */
  readonly clearLine: number;
  /** `harm`: proven. `warning`: above the settings' warning. `clear`: harm is excluded. `open`: none of these. */
  readonly status: 'harm' | 'warning' | 'clear' | 'open';
}

/** What the dashboard shows of one limit: in the newest minute that could be judged. */
export interface LimitEvidence extends LimitRule, LimitState {
  /** Minutes in a row over the limit that roll back. */
  readonly consecutive: number;
}

export function metricEvidence(settings: AnalysisSettings, state: AnalysisState): MetricEvidence[] {
  return settings.tests.map((test, i) => {
    const numbers = state.metrics[i];
    const value = logEvidence(numbers);
    const line = -Math.log(test.alpha);
    const clear = clearLine(test);
    const calm = numbers.cleared >= clear ? 'clear' : 'open';
    const status = numbers.peak >= line ? 'harm' : value >= Math.log(settings.warning) ? 'warning' : calm;
    return { ...numbers, metric: test.metric, value, line, trend: value - numbers.trail[0], clearLine: clear, status };
  });
}

export function limitEvidence({ limits }: AnalysisSettings, state: AnalysisState): LimitEvidence[] {
  return state.limits.map((numbers, i) => ({ ...limits!.rules[i], ...numbers, consecutive: limits!.consecutive }));
}
