import { settling } from './sequential-settings';
import { type ThresholdAnalysisOptions } from './threshold-analysis-options';
import { type AnalysisSettings, LIMITS, PROMOTION, WARNING } from '../../analysis';
import { foreignProblem } from '../shared/checks';
import { SynthValues } from '../shared/synth-values';

/** Every option of `Analysis.thresholds()` as the analysis reads it. */
export function thresholdSettings(options: ThresholdAnalysisOptions): AnalysisSettings {
  const values = new SynthValues('Analysis.thresholds()');
  const rules = (['errorRate', 'p50', 'p99'] as const).flatMap(metric => {
    const limit = options[metric];
    if (limit === undefined) return [];
    if (typeof limit._render !== 'function') values.refuse(foreignProblem(metric, limit, 'Limit', 'a factory such as Limit.absolute()'));
    return [limit._render(metric)];
  });
  if (rules.length === 0) values.refuse('`errorRate`, `p50` or `p99` must have a limit, got: no limit');
  return {
    kind: 'thresholds',
    tests: [],
    limits: {
      rules,
      minimumRequests: values.whole('minRequests', options.minRequests ?? LIMITS.minimumRequests, 1_000_000),
      minutes: values.whole('consecutive', options.consecutive ?? LIMITS.minutes, 60),
    },
    // `minRequests` says how many calls a judged minute needs; promotion needs no number of its own.
    promotion: {
      ...PROMOTION,
      minimumMinutes: options.minimumTime === undefined ? PROMOTION.minimumMinutes : values.minutes('minimumTime', options.minimumTime),
      minimumCalls: 1,
    },
    settling: settling(values, options.settling ?? {}),
    warning: WARNING,
  };
}
