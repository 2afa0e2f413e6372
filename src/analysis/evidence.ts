import { type LimitState } from './limit-state';
import { log, logMean } from './log-space';
import { clearLine, logEvidence, type MetricState } from './metric-state';
import { type Pair, type Tally } from './reading';
import { type AnalysisSettings, type LimitRule, type MetricName } from './settings';
import { type AnalysisState } from './state';

/** What the dashboard shows of one metric, beside its counts. Values and lines are natural logarithms: ln 100 ≈ 4.6. */
export interface MetricEvidence extends Omit<MetricState, 'recent' | 'total'> {
  readonly metric: MetricName;
  readonly total: Pair<Tally>;
  /** ln M, evidence of harm. */
  readonly value: number;
  /** Where it rolls back. */
  readonly line: number;
  /** Evidence of the harm that ends now, whenever it began: not valid at every look, so it only stops a promotion. */
  readonly recent: number;
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
  readonly minutes: number;
}

export const metricEvidence = (settings: AnalysisSettings, { metrics }: AnalysisState): MetricEvidence[] => settings.tests.map((test, i) => {
  const state = metrics[i];
  const [baselineCalls, baselineBad, canaryCalls, canaryBad] = state.total;
  const value = logEvidence(state);
  const line = -log(test.alpha);
  const clear = clearLine(test);
  return {
    ...state,
    metric: test.metric,
    total: { baseline: { calls: baselineCalls, events: baselineBad }, canary: { calls: canaryCalls, events: canaryBad } },
    value,
    line,
    recent: logMean(state.recent),
    trend: value - state.trail[0],
    clearLine: clear,
    status: state.peak >= line ? 'harm' : value >= log(settings.warning) ? 'warning' : state.cleared >= clear ? 'clear' : 'open',
  };
});

export const limitEvidence = ({ limits }: AnalysisSettings, state: AnalysisState): LimitEvidence[] =>
  state.limits.map((limit, i) => ({ ...limits!.rules[i], ...limit, minutes: limits!.minutes }));
