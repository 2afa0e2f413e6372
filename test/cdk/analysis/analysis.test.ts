import { Duration, Lazy } from 'aws-cdk-lib';
import { Analysis, renderAnalysis } from '../../../src/cdk/analysis/analysis';
import { AnalysisMetric } from '../../../src/cdk/analysis/analysis-metric';
import { Limit } from '../../../src/cdk/analysis/limit';
import { type SequentialAnalysisOptions } from '../../../src/cdk/analysis/sequential-analysis-options';
import { type ThresholdAnalysisOptions } from '../../../src/cdk/analysis/threshold-analysis-options';
import { Fixture, refusal } from '../support/fixture';

const render = (analysis: Analysis) => JSON.parse(JSON.stringify(renderAnalysis(new Fixture().stack, analysis)));

const DEFAULTS = {
  kind: 'sequential',
  tests: [
    {
      metric: 'errors',
      form: 'ratio',
      alpha: 0.01,
      tolerance: 1,
      effects: [1.5, 2, 3, 5, 10, 25, 60],
      onsetMinutes: 5,
      exclusion: { missedHarm: 0.05, harmRatio: 2, healthyRatios: [0.5, 1, 1.25], floor: 0.01 },
    },
    {
      metric: 'tailLatency',
      form: 'ratio',
      alpha: 0.004,
      tolerance: 1.5,
      effects: [1.5, 2, 3, 5, 10, 25, 60],
      onsetMinutes: 5,
      exclusion: { missedHarm: 0.05, harmRatio: 2, healthyRatios: [0.5, 1, 1.25], floor: 0.03 },
    },
    {
      metric: 'medianLatency',
      form: 'exact',
      alpha: 0.004,
      tolerance: 1.1,
      effects: [1.25, 1.5, 2, 3, 5],
      onsetMinutes: 5,
      exclusion: { missedHarm: 0.05, harmRatio: 2, healthyRatios: [0.5, 1, 1.25] },
    },
  ],
  guard: { errorShare: 0.05, historyRatio: 2, minutes: 3, alpha: 0.002, onsetMinutes: 5 },
  promotion: { minimumMinutes: 10, minimumCalls: 50, calm: 3, recentCalm: 10, early: false },
  settling: { lagSeconds: 120, timeoutMarginSeconds: 60, graceSeconds: 60, mostMissing: 5 },
  warning: 10,
};

describe('settings as plain JSON', () => {
  test('sequential, by default', () => {
    expect(render(Analysis.sequential())).toEqual(DEFAULTS);
  });

  test('sequential, with every option', () => {
    expect(render(Analysis.sequential({
      metrics: [AnalysisMetric.MEDIAN_LATENCY, AnalysisMetric.ERRORS],
      falseRollbackBudget: 1,
      errors: { tolerance: 1.2, effects: [2, 4], harmRatio: 3, healthyRatios: [1], floor: 0.5, dispersion: 3 },
      medianLatency: { falseRollback: 0.1 },
      onsetInterval: Duration.minutes(10),
      warning: 20,
      guard: { enabled: true, errorRate: 10, historyRatio: 3, minutes: 5, falseRollback: 0.05 },
      promotion: { minimumTime: Duration.minutes(20), minimumCalls: 500, calm: 2, recentCalm: 5, missedHarm: 1, early: true },
      settling: { lag: Duration.minutes(3), timeoutMargin: Duration.seconds(90), grace: Duration.minutes(2), maximumMissingMinutes: 10 },
    }))).toEqual({
      kind: 'sequential',
      tests: [
        {
          metric: 'errors',
          form: 'ratio',
          alpha: 0.005,
          tolerance: 1.2,
          effects: [2, 4],
          onsetMinutes: 10,
          dispersion: 3,
          exclusion: { missedHarm: 0.01, harmRatio: 3, healthyRatios: [1], floor: 0.005 },
        },
        {
          metric: 'medianLatency',
          form: 'exact',
          alpha: 0.001,
          tolerance: 1.1,
          effects: [1.25, 1.5, 2, 3, 5],
          onsetMinutes: 10,
          exclusion: { missedHarm: 0.01, harmRatio: 2, healthyRatios: [0.5, 1, 1.25] },
        },
      ],
      guard: { errorShare: 0.1, historyRatio: 3, minutes: 5, alpha: 0.0005, onsetMinutes: 10 },
      promotion: { minimumMinutes: 20, minimumCalls: 500, calm: 2, recentCalm: 5, early: true },
      settling: { lagSeconds: 180, timeoutMarginSeconds: 90, graceSeconds: 120, mostMissing: 10 },
      warning: 20,
    });
  });

  test('thresholds: the limits, and no tests', () => {
    expect(render(Analysis.thresholds({ errorRate: Limit.delta(1), p50: Limit.absolute(80), p99: Limit.ratio(1.2) }))).toEqual({
      kind: 'thresholds',
      tests: [],
      limits: {
        rules: [
          { metric: 'errorRate', kind: 'delta', value: 1 },
          { metric: 'p50', kind: 'absolute', value: 80 },
          { metric: 'p99', kind: 'ratio', value: 1.2 },
        ],
        minimumRequests: 20,
        minutes: 3,
      },
      promotion: { minimumMinutes: 10, minimumCalls: 1, calm: 3, recentCalm: 10, early: false },
      settling: DEFAULTS.settling,
      warning: 10,
    });
    const strict = Analysis.thresholds({
      p99: Limit.absolute(800), minRequests: 100, consecutive: 1, minimumTime: Duration.minutes(5), settling: { lag: Duration.seconds(90) },
    });
    expect(render(strict)).toMatchObject({
      limits: { rules: [{ metric: 'p99', kind: 'absolute', value: 800 }], minimumRequests: 100, minutes: 1 },
      promotion: { minimumMinutes: 5 },
      settling: { lagSeconds: 90 },
    });
  });

  test('manual: the tests are shown, but neither they nor the guard decide', () => {
    const { guard, ...rest } = DEFAULTS;
    expect(guard).toBeDefined();
    expect(render(Analysis.manual())).toEqual({ ...rest, kind: 'manual' });
  });

  test('the guard can be switched off', () => {
    expect(render(Analysis.sequential({ guard: { enabled: false } }))).toEqual({ ...DEFAULTS, guard: undefined });
  });

  test('lists are copied', () => {
    const effects = [2];
    const analysis = Analysis.sequential({ errors: { effects } });
    effects.push(3);
    expect(render(analysis).tests[0].effects).toEqual([2]);
  });
});

describe('the budget for false rollbacks', () => {
  test('is split: half for errors, a fifth for each latency, a tenth for the guard', () => {
    const { tests, guard } = render(Analysis.sequential({ falseRollbackBudget: 4 }));
    const alphas = [...tests, guard].map(({ alpha }: { alpha: number }) => alpha);
    expect(alphas).toEqual([expect.closeTo(0.02, 12), expect.closeTo(0.008, 12), expect.closeTo(0.008, 12), expect.closeTo(0.004, 12)]);
  });

  test('must not be exceeded by its parts', () => {
    expect(refusal(() => Analysis.sequential({ errors: { falseRollback: 1.5 } }))).toBe(
      'Analysis.sequential(): `falseRollbackBudget` must be at least the sum of `falseRollback` of all metrics and the guard, 2.5, got: 2');
    expect(refusal(() => Analysis.sequential({ errors: { falseRollback: 1.5 }, metrics: [AnalysisMetric.ERRORS] }))).toBe('accepted');
    expect(refusal(() => Analysis.sequential({ guard: { falseRollback: 0.3 } }))).toContain('of all metrics and the guard, 2.1, got: 2');
    expect(refusal(() => Analysis.sequential({ guard: { falseRollback: 0.3, enabled: false } }))).toBe('accepted');
    expect(refusal(() => Analysis.sequential({ falseRollbackBudget: 0.3 }))).toBe('accepted');
  });
});

describe('refused by Analysis.sequential()', () => {
  test.each<[SequentialAnalysisOptions, string]>([
    [{ metrics: [] }, '`metrics` must name at least one metric, got: []'],
    [{ falseRollbackBudget: 0 }, '`falseRollbackBudget` must be above 0 and below 100, got: 0'],
    [{ errors: { falseRollback: 100 } }, '`errors.falseRollback` must be above 0 and below 100, got: 100'],
    [{ errors: { tolerance: 0.9 } }, '`errors.tolerance` must be a number of at least 1, got: 0.9'],
    [{ tailLatency: { tolerance: 2 } }, '`tailLatency.harmRatio` must be above 2, got: 2'],
    [{ tailLatency: { effects: [] } }, '`tailLatency.effects` must hold at least one number, got: []'],
    [{ tailLatency: { effects: [2, 1] } }, '`tailLatency.effects[1]` must be above 1, got: 1'],
    [{ medianLatency: { healthyRatios: [0.5, 2] } }, '`medianLatency.healthyRatios[1]` must be above 0 and below 2, got: 2'],
    [{ medianLatency: { healthyRatios: [0] } }, '`medianLatency.healthyRatios[0]` must be above 0 and below 2, got: 0'],
    [{ errors: { floor: 0 } }, '`errors.floor` must be above 0 and below 100, got: 0'],
    [{ errors: { dispersion: 0.5 } }, '`errors.dispersion` must be a number of at least 1, got: 0.5'],
    [{ errors: { dispersion: Infinity } }, '`errors.dispersion` must be a number of at least 1, got: Infinity'],
    [{ onsetInterval: Duration.seconds(90) }, '`onsetInterval` must be whole minutes, at least one, got: Duration.seconds(90)'],
    [{ warning: 1 }, '`warning` must be above 1, got: 1'],
    [{ guard: { errorRate: 0 } }, '`guard.errorRate` must be above 0 and below 100, got: 0'],
    [{ guard: { minutes: 0 } }, '`guard.minutes` must be a whole number between 1 and 60, got: 0'],
    [{ guard: { historyRatio: 0.5 } }, '`guard.historyRatio` must be a number of at least 1, got: 0.5'],
    [{ guard: { falseRollback: 0 } }, '`guard.falseRollback` must be above 0 and below 100, got: 0'],
    [{ metrics: ['durations' as AnalysisMetric] }, '`metrics` must hold values of AnalysisMetric only, got: durations'],
    [{ promotion: { minimumTime: Duration.minutes(0) } }, '`promotion.minimumTime` must be whole minutes, at least one, got: Duration.minutes(0)'],
    [{ promotion: { minimumCalls: 0 } }, '`promotion.minimumCalls` must be a whole number between 1 and 1000000000, got: 0'],
    [{ promotion: { calm: NaN } }, '`promotion.calm` must be above 1, got: NaN'],
    [{ promotion: { recentCalm: 1 } }, '`promotion.recentCalm` must be above 1, got: 1'],
    [{ promotion: { missedHarm: 100 } }, '`promotion.missedHarm` must be above 0 and below 100, got: 100'],
    [{ settling: { lag: Duration.seconds(0) } }, '`settling.lag` must be at least 60 seconds, got: Duration.seconds(0)'],
    [{ settling: { timeoutMargin: Duration.seconds(59) } }, '`settling.timeoutMargin` must be at least 60 seconds, got: Duration.seconds(59)'],
    [{ settling: { lag: Duration.millis(1500) } }, '`settling.lag` must be whole seconds, got: Duration.millis(1500)'],
    [{ settling: { timeoutMargin: Duration.millis(1) } }, '`settling.timeoutMargin` must be whole seconds, got: Duration.millis(1)'],
    [{ settling: { grace: Duration.millis(1) } }, '`settling.grace` must be whole seconds, got: Duration.millis(1)'],
    [{ settling: { maximumMissingMinutes: 61 } }, '`settling.maximumMissingMinutes` must be a whole number between 1 and 60, got: 61'],
  ])('%j', (options, message) => {
    expect(refusal(() => Analysis.sequential(options))).toBe(`Analysis.sequential(): ${message}`);
  });

  test('tokens, since these numbers are used in calculations at synth', () => {
    const token = Lazy.number({ produce: () => 1 });
    const message = (name: string) => `Analysis.sequential(): \`${name}\` must be known at synth, got: a token`;
    expect(refusal(() => Analysis.sequential({ falseRollbackBudget: token }))).toBe(message('falseRollbackBudget'));
    expect(refusal(() => Analysis.sequential({ guard: { minutes: token } }))).toBe(message('guard.minutes'));
    expect(refusal(() => Analysis.sequential({ errors: { effects: [token] } }))).toBe(message('errors.effects[0]'));
    expect(refusal(() => Analysis.sequential({ errors: { tolerance: token } }))).toBe(message('errors.tolerance'));
    expect(refusal(() => Analysis.sequential({ onsetInterval: Duration.minutes(token) })))
      .toBe('Analysis.sequential(): `onsetInterval` must be known at synth, got: a token');
    expect(refusal(() => Analysis.sequential({ settling: { lag: Duration.seconds(token) } })))
      .toBe('Analysis.sequential(): `settling.lag` must be known at synth, got: a token');
  });
});

describe('refused by Analysis.thresholds()', () => {
  test.each<[ThresholdAnalysisOptions, string]>([
    [{}, '`errorRate`, `p50` or `p99` must have a limit, got: no limit'],
    [{ p50: Limit.absolute(1), minRequests: 0 }, '`minRequests` must be a whole number between 1 and 1000000, got: 0'],
    [{ p50: Limit.absolute(1), minimumTime: Duration.minutes(0) }, '`minimumTime` must be whole minutes, at least one, got: Duration.minutes(0)'],
    [{ p50: Limit.absolute(1), consecutive: 61 }, '`consecutive` must be a whole number between 1 and 60, got: 61'],
    [{ p50: Limit.absolute(1), settling: { maximumMissingMinutes: 0 } }, '`settling.maximumMissingMinutes` must be a whole number between 1 and 60, got: 0'],
  ])('%#', (options, message) => {
    expect(refusal(() => Analysis.thresholds(options))).toBe(`Analysis.thresholds(): ${message}`);
  });

  test('an object of another class as a limit', () => {
    class Mine {}
    expect(refusal(() => Analysis.thresholds({ p99: new Mine() as Limit })))
      .toBe('Analysis.thresholds(): `p99` must come from a factory such as Limit.absolute(); Limit cannot be subclassed, got: Mine');
  });
});

describe('refused by Limit', () => {
  test.each([
    ['absolute', -1, 0],
    ['delta', -0.1, 0],
    ['ratio', 0.99, 1],
    ['ratio', NaN, 1],
    ['absolute', Infinity, 0],
  ] as const)('%s(%p)', (kind, value, least) => {
    expect(refusal(() => Limit[kind](value))).toBe(`Limit.${kind}(): \`value\` must be a number of at least ${least}, got: ${value}`);
  });

  test('a token', () => {
    expect(refusal(() => Limit.delta(Lazy.number({ produce: () => 1 })))).toBe('Limit.delta(): `value` must be known at synth, got: a token');
  });

  test.each([['absolute', 0], ['delta', 0], ['ratio', 1]] as const)('but not %s(%p)', (kind, value) => {
    expect(refusal(() => Limit[kind](value))).toBe('accepted');
  });
});

test('an object of another class is refused as an analysis', () => {
  class Mine {}
  expect(refusal(() => renderAnalysis(new Fixture().stack, new Mine() as Analysis)))
    .toBe('Shop: `analysis` must come from a factory such as Analysis.sequential(); Analysis cannot be subclassed, got: Mine');
});
