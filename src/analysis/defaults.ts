import { type Exclusion, type Guard, type Limits, type MetricTest, type Promotion, type Settling } from './settings';

/**
 * Every setting of the analysis that a user may change, in one place. Sources and reasons: decisions/0010-the-verdict.md; their effect
 * on decisions: bench/results/verdict.md.
 */

/** Probability of rolling back a healthy canary in a whole rollout: errors get half, each latency a fifth, the guard a tenth. */
export const FALSE_ROLLBACK_BUDGET = 0.02;

/** Minutes between two onsets. Without onsets a leak that shows at minute 15 is found later and less often. */
export const ONSET_MINUTES = 5;

const EXCLUSION: Exclusion = { missedHarm: 0.05, harmRatio: 2, healthyRatios: [0.5, 1, 1.25] };

/** Sizes from half as much again to sixty times. The price for not knowing the size is ln 7. */
const RARE_EFFECTS = [1.5, 2, 3, 5, 10, 25, 60];

export const ERROR_TEST: MetricTest = {
  metric: 'errors',
  form: 'ratio',
  alpha: FALSE_ROLLBACK_BUDGET / 2,
  tolerance: 1,
  effects: RARE_EFFECTS,
  onsetMinutes: ONSET_MINUTES,
  exclusion: { ...EXCLUSION, floor: 0.01 },
};

export const TAIL_LATENCY_TEST: MetricTest = {
  metric: 'tailLatency',
  form: 'ratio',
  alpha: FALSE_ROLLBACK_BUDGET / 5,
  // Cold caches and new sandboxes make the first minutes of any version slower.
  tolerance: 1.5,
  effects: RARE_EFFECTS,
  onsetMinutes: ONSET_MINUTES,
  // One call in a hundred is over the old p99 by definition, so a floor of 1 % could never be reached.
  exclusion: { ...EXCLUSION, floor: 0.03 },
};

export const MEDIAN_LATENCY_TEST: MetricTest = {
  metric: 'medianLatency',
  form: 'exact',
  alpha: FALSE_ROLLBACK_BUDGET / 5,
  tolerance: 1.1,
  effects: [1.25, 1.5, 2, 3, 5],
  onsetMinutes: ONSET_MINUTES,
  exclusion: EXCLUSION,
};

export const SEQUENTIAL_TESTS: readonly MetricTest[] = [ERROR_TEST, TAIL_LATENCY_TEST, MEDIAN_LATENCY_TEST];

/** Loose on purpose: if the comparison can see a harm, it finds it long before the guard does. */
export const GUARD: Guard = { errorShare: 0.05, historyRatio: 2, minutes: 3, alpha: FALSE_ROLLBACK_BUDGET / 10, onsetMinutes: ONSET_MINUTES };

/** With fewer than 20 requests, a single failed one is more than 5 %. */
export const LIMITS: Limits = { rules: [], minimumRequests: 20, minutes: 3 };

export const PROMOTION: Promotion = { minimumMinutes: 10, minimumCalls: 50, calm: 3, recentCalm: 10, early: false };

export const SETTLING: Settling = { lagSeconds: 120, timeoutMarginSeconds: 60, graceSeconds: 60, mostMissing: 5 };

export const WARNING = 10;
