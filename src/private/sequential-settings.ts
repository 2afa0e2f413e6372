import { SynthValues } from './synth-values';
import { AnalysisMetric } from '../analysis-metric';
import { type AnalysisSettings } from '../protocol/analysis';
import {
  FALSE_ROLLBACK_BUDGET, GUARD, MEDIAN_LATENCY_TEST, ERROR_TEST, ONSET_MINUTES, PROMOTION, SETTLING, TAIL_LATENCY_TEST, WARNING,
} from '../protocol/analysis/defaults';
import { type Guard, type MetricTest, type Promotion, type Settling } from '../protocol/analysis/settings';
import {
  type AnalysisGuardOptions, type MetricTestOptions, type PromotionOptions, type SequentialAnalysisOptions, type SettlingOptions,
} from '../sequential-analysis-options';

/** Every option of `Analysis.sequential()` in the units that the analysis calculates in: shares, minutes and seconds. */
export function sequentialSettings(options: SequentialAnalysisOptions): AnalysisSettings {
  const values = new SynthValues('Analysis.sequential()');
  const metrics = options.metrics ?? Object.values(AnalysisMetric);
  if (metrics.length === 0) values.refuse('`metrics` must name at least one metric, got: []');
  const budget = options.falseRollbackBudget === undefined
    ? FALSE_ROLLBACK_BUDGET : values.share('falseRollbackBudget', options.falseRollbackBudget);
  const known: [MetricTest, MetricTestOptions | undefined][] = [
    [ERROR_TEST, options.errors], [TAIL_LATENCY_TEST, options.tailLatency], [MEDIAN_LATENCY_TEST, options.medianLatency],
  ];
  const tests = known
    .filter(([{ metric }]) => metrics.includes(metric as AnalysisMetric))
    .map(([test, given]) => metricTest(values, { ...test, alpha: test.alpha * budget / FALSE_ROLLBACK_BUDGET }, given ?? {}, options));
  const spent = tests.reduce((sum, { alpha }) => sum + alpha, 0);
  // Room for the rounding of a sum of shares.
  if (spent > budget * (1 + 1e-9)) {
    values.refuse(`\`falseRollbackBudget\` must be at least the sum of \`falseRollback\` of all metrics, ${Number((100 * spent).toPrecision(6))}, `
      + `got: ${Number((100 * budget).toPrecision(6))}`);
  }
  return {
    kind: 'sequential',
    tests,
    guard: guard(values, options.guard ?? {}),
    promotion: promotion(values, options.promotion ?? {}),
    settling: settling(values, options.settling ?? {}),
    warning: values.above('warning', options.warning ?? WARNING, 1),
  };
}

function metricTest(values: SynthValues, test: MetricTest, given: MetricTestOptions, options: SequentialAnalysisOptions): MetricTest {
  const at = (name: keyof MetricTestOptions) => `${test.metric}.${name}`;
  const tolerance = values.atLeast(at('tolerance'), given.tolerance ?? test.tolerance, 1);
  const harmRatio = values.above(at('harmRatio'), given.harmRatio ?? test.exclusion.harmRatio, tolerance);
  const missedHarm = options.promotion?.missedHarm;
  return {
    ...test,
    alpha: given.falseRollback === undefined ? test.alpha : values.share(at('falseRollback'), given.falseRollback),
    tolerance,
    effects: values.list(at('effects'), given.effects ?? test.effects, 1),
    onsetMinutes: options.onsetInterval === undefined ? ONSET_MINUTES : values.minutes('onsetInterval', options.onsetInterval),
    dispersion: given.dispersion === undefined ? undefined : values.atLeast(at('dispersion'), given.dispersion, 1),
    exclusion: {
      missedHarm: missedHarm === undefined ? test.exclusion.missedHarm : values.share('promotion.missedHarm', missedHarm),
      harmRatio,
      healthyRatios: values.list(at('healthyRatios'), given.healthyRatios ?? test.exclusion.healthyRatios, 0, harmRatio),
      floor: given.floor === undefined ? test.exclusion.floor : values.share(at('floor'), given.floor),
    },
  };
}

function guard(values: SynthValues, { errorRate, minutes, minimumErrors }: AnalysisGuardOptions): Guard {
  return {
    errorShare: errorRate === undefined ? GUARD.errorShare : values.share('guard.errorRate', errorRate),
    minutes: values.whole('guard.minutes', minutes ?? GUARD.minutes, 60),
    minimumErrors: values.whole('guard.minimumErrors', minimumErrors ?? GUARD.minimumErrors, 1_000_000),
  };
}

function promotion(values: SynthValues, { minimumTime, minimumCalls, calm, early }: PromotionOptions): Promotion {
  return {
    minimumMinutes: minimumTime === undefined ? PROMOTION.minimumMinutes : values.minutes('promotion.minimumTime', minimumTime),
    minimumCalls: values.whole('promotion.minimumCalls', minimumCalls ?? PROMOTION.minimumCalls, 1_000_000_000),
    calm: values.above('promotion.calm', calm ?? PROMOTION.calm, 1),
    early: early ?? PROMOTION.early,
  };
}

/** Shared with the thresholds, which wait for settled minutes like everyone. */
export function settling(values: SynthValues, { lag, timeoutMargin, grace, maximumMissingMinutes }: SettlingOptions): Settling {
  return {
    lagSeconds: lag === undefined ? SETTLING.lagSeconds : values.seconds('settling.lag', lag),
    timeoutMarginSeconds: timeoutMargin === undefined ? SETTLING.timeoutMarginSeconds : values.seconds('settling.timeoutMargin', timeoutMargin),
    graceSeconds: grace === undefined ? SETTLING.graceSeconds : values.seconds('settling.grace', grace),
    maximumMissingMinutes: values.whole('settling.maximumMissingMinutes', maximumMissingMinutes ?? SETTLING.maximumMissingMinutes, 60),
  };
}
