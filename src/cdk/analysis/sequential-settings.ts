import { type Duration } from 'aws-cdk-lib';
import { AnalysisMetric } from './analysis-metric';
import {
  type MetricTestOptions, type PromotionOptions, type SequentialAnalysisOptions, type SettlingOptions,
} from './sequential-analysis-options';
import {
  type AnalysisSettings, ERROR_TEST, FALSE_ROLLBACK_BUDGET, type Guard, GUARD, MEDIAN_LATENCY_TEST, type MetricTest, ONSET_MINUTES, PROMOTION,
  type Promotion, SETTLING, type Settling, TAIL_LATENCY_TEST, WARNING,
} from '../../analysis';
import { SynthValues } from '../shared/synth-values';

/** Every option of `Analysis.sequential()` in the units that the analysis calculates in: shares, minutes and seconds. */
export function sequentialSettings(options: SequentialAnalysisOptions): AnalysisSettings {
  const values = new SynthValues('Analysis.sequential()');
  const all = Object.values(AnalysisMetric);
  const metrics = options.metrics ?? all;
  if (metrics.length === 0) values.refuse('`metrics` must name at least one metric, got: []');
  const stray = metrics.find(metric => !all.includes(metric));
  if (stray !== undefined) values.refuse(`\`metrics\` must hold values of AnalysisMetric only, got: ${stray}`);
  const budget = options.falseRollbackBudget === undefined
    ? FALSE_ROLLBACK_BUDGET : values.share('falseRollbackBudget', options.falseRollbackBudget);
  const part = (alpha: number) => alpha * budget / FALSE_ROLLBACK_BUDGET;
  const known: [MetricTest, MetricTestOptions | undefined][] = [
    [ERROR_TEST, options.errors], [TAIL_LATENCY_TEST, options.tailLatency], [MEDIAN_LATENCY_TEST, options.medianLatency],
  ];
  const tests = known
    .filter(([{ metric }]) => metrics.includes(metric as AnalysisMetric))
    .map(([test, given]) => metricTest(values, { ...test, alpha: part(test.alpha) }, given ?? {}, options));
  const guarding = guard(values, { ...GUARD, alpha: part(GUARD.alpha) }, options);
  const spent = [...tests, ...(guarding ? [guarding] : [])].reduce((sum, { alpha }) => sum + alpha, 0);
  // Leaves room for the rounding of the sum.
  if (spent > budget * (1 + 1e-9)) {
    values.refuse(`\`falseRollbackBudget\` must be at least the sum of \`falseRollback\` of all metrics and the guard, ${Number((100 * spent).toPrecision(6))}, `
      + `got: ${Number((100 * budget).toPrecision(6))}`);
  }
  return {
    kind: 'sequential',
    tests,
    guard: guarding,
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
    onsetMinutes: onsetMinutes(values, options),
    dispersion: given.dispersion === undefined ? undefined : values.atLeast(at('dispersion'), given.dispersion, 1),
    exclusion: {
      missedHarm: missedHarm === undefined ? test.exclusion.missedHarm : values.share('promotion.missedHarm', missedHarm),
      harmRatio,
      healthyRatios: values.list(at('healthyRatios'), given.healthyRatios ?? test.exclusion.healthyRatios, 0, harmRatio),
      floor: given.floor === undefined ? test.exclusion.floor : values.share(at('floor'), given.floor),
    },
  };
}

function onsetMinutes(values: SynthValues, { onsetInterval }: SequentialAnalysisOptions): number {
  return onsetInterval === undefined ? ONSET_MINUTES : values.minutes('onsetInterval', onsetInterval);
}

function guard(values: SynthValues, standard: Guard, options: SequentialAnalysisOptions): Guard | undefined {
  const { enabled = true, errorRate, historyRatio, minutes, falseRollback } = options.guard ?? {};
  if (!enabled) return undefined;
  return {
    errorShare: errorRate === undefined ? standard.errorShare : values.share('guard.errorRate', errorRate),
    historyRatio: values.atLeast('guard.historyRatio', historyRatio ?? standard.historyRatio, 1),
    minutes: values.whole('guard.minutes', minutes ?? standard.minutes, 60),
    alpha: falseRollback === undefined ? standard.alpha : values.share('guard.falseRollback', falseRollback),
    onsetMinutes: onsetMinutes(values, options),
  };
}

function promotion(values: SynthValues, { minimumTime, minimumCalls, calm, recentCalm, early }: PromotionOptions): Promotion {
  return {
    minimumMinutes: minimumTime === undefined ? PROMOTION.minimumMinutes : values.minutes('promotion.minimumTime', minimumTime),
    minimumCalls: values.whole('promotion.minimumCalls', minimumCalls ?? PROMOTION.minimumCalls, 1_000_000_000),
    calm: values.above('promotion.calm', calm ?? PROMOTION.calm, 1),
    recentCalm: values.above('promotion.recentCalm', recentCalm ?? PROMOTION.recentCalm, 1),
    early: early ?? PROMOTION.early,
  };
}

/** Lambda sends metrics once a minute, after a call has ended: a minute that is read sooner is incomplete. */
const LEAST_SECONDS = 60;

/** Shared with `Analysis.thresholds()`, which judges settled minutes too. */
export function settling(values: SynthValues, { lag, timeoutMargin, grace, maximumMissingMinutes }: SettlingOptions): Settling {
  return {
    lagSeconds: lag === undefined ? SETTLING.lagSeconds : settled(values, 'settling.lag', lag),
    timeoutMarginSeconds: timeoutMargin === undefined ? SETTLING.timeoutMarginSeconds : settled(values, 'settling.timeoutMargin', timeoutMargin),
    graceSeconds: grace === undefined ? SETTLING.graceSeconds : values.seconds('settling.grace', grace),
    mostMissing: values.whole('settling.maximumMissingMinutes', maximumMissingMinutes ?? SETTLING.mostMissing, 60),
  };
}

function settled(values: SynthValues, name: string, duration: Duration): number {
  const seconds = values.seconds(name, duration);
  if (seconds < LEAST_SECONDS) values.refuse(`\`${name}\` must be at least ${LEAST_SECONDS} seconds, got: ${duration.toString()}`);
  return seconds;
}
