import { type LimitState } from './limit-state';
import { logMean } from './log-space';
import { clearLine, logEvidence, type MetricState } from './metric-state';
import { type AnalysisSettings, type LimitRule, type MetricName, type MetricTest } from './settings';
import { type AnalysisState } from './state';

/** What the dashboard shows of one metric. Values and lines are natural logarithms: ln 100 ≈ 4.6. */
export interface MetricEvidence extends Omit<MetricState, 'recent'> {
  readonly metric: MetricName;
  /** ln M, evidence of harm. */
  readonly value: number;
  /** The line from which it rolls back. */
  readonly line: number;
  /** Evidence of harm that lasts until now, whenever it began. It is not valid at every look, so it can only stop a promotion. */
  readonly recent: number;
  /** Change of `value` over the last five settled minutes, or over all minutes if there are fewer. */
  readonly trend: number;
  /** The line from which `cleared`, the evidence against harm, excludes it. */
  readonly clearLine: number;
  /** `harm`: proven. `warning`: above the settings' warning. `clear`: harm is excluded. `open`: none of these. */
  readonly status: 'harm' | 'warning' | 'clear' | 'open';
}

/** What the dashboard shows of one limit: the newest minute that could be judged. */
export interface LimitEvidence extends LimitRule, LimitState {
  /** Minutes in a row over the limit that roll back. */
  readonly minutes: number;
}

/** What speaks for and against the canary, by metric and by limit. */
export interface Evidence {
  readonly metrics: readonly MetricEvidence[];
  readonly limits: readonly LimitEvidence[];
}

export function evidenceOf({ tests, limits, warning }: AnalysisSettings, state: AnalysisState): Evidence {
  return {
    metrics: tests.map((test, i) => metricEvidence(test, state.metrics[i], warning)),
    limits: state.limits.map((limit, i) => ({ ...limits!.rules[i], ...limit, minutes: limits!.minutes })),
  };
}

function metricEvidence(test: MetricTest, state: MetricState, warning: number): MetricEvidence {
  const value = logEvidence(state);
  const line = -Math.log(test.alpha);
  const clear = clearLine(test);

  function status(): MetricEvidence['status'] {
    if (state.peak >= line) return 'harm';
    if (value >= Math.log(warning)) return 'warning';
    return state.cleared >= clear ? 'clear' : 'open';
  }

  return {
    ...state,
    metric: test.metric,
    value,
    line,
    recent: logMean(state.recent),
    trend: value - state.trail[0],
    clearLine: clear,
    status: status(),
  };
}
