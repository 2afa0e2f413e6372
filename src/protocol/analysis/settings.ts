/** What is compared: share of failed calls, of calls slower than the old p99, of calls slower than the old p50. */
export type MetricName = 'errors' | 'tailLatency' | 'medianLatency';

/** Evidence against the canary in one metric, and what frees it of suspicion. */
export interface MetricTest {
  readonly metric: MetricName;
  /** `ratio` compares shares, for rare events; `exact` compares odds, for common ones. */
  readonly form: 'ratio' | 'exact';
  /** Probability to roll back a healthy canary for this metric, however often one looks. */
  readonly alpha: number;
  /** Up to this many times the baseline's share (odds, if exact) is no harm. */
  readonly tolerance: number;
  /** Sizes of harm bet on, as multiples of `tolerance`. */
  readonly effects: readonly number[];
  /** Minutes between two possible beginnings of harm; 0: from the start only. */
  readonly onsetMinutes: number;
  /** Fixed overdispersion; absent: measured from the baseline's history. */
  readonly dispersion?: number;
  readonly exclusion: Exclusion;
}

/** When harm counts as excluded. */
export interface Exclusion {
  /** Probability to exclude harm that is there. */
  readonly missedHarm: number;
  /** Harm means this many times the baseline's share (odds, if exact) or more. */
  readonly harmRatio: number;
  /** Ratios that speak for health. */
  readonly healthyRatios: readonly number[];
  /** A share of bad calls below which the canary is well whatever the baseline does; absent: no such share. */
  readonly floor?: number;
}

/** Harm that the comparison cannot see, since it spills onto the baseline: a loose limit on both versions together. */
export interface Guard {
  readonly errorShare: number;
  readonly minutes: number;
  readonly minimumErrors: number;
}

export type LimitKind = 'absolute' | 'delta' | 'ratio';
export type LimitMetric = 'errorRate' | 'p50' | 'p99';

/** A limit on the canary's value; error rates in percent, percentiles in milliseconds. */
export interface LimitRule {
  readonly metric: LimitMetric;
  readonly kind: LimitKind;
  readonly value: number;
}

/** The familiar rule: limits, judged minute by minute. */
export interface Limits {
  readonly rules: readonly LimitRule[];
  readonly minimumRequests: number;
  readonly consecutive: number;
}

/** What a canary must show before it is promoted. */
export interface Promotion {
  readonly minimumMinutes: number;
  readonly minimumCalls: number;
  /** Evidence of harm (M) must be below this. */
  readonly calm: number;
  /** Promote as soon as the conditions hold, or wait for the end of the window. */
  readonly early: boolean;
}

/** When a minute's numbers are complete, and when they are lost. */
export interface Settling {
  readonly lagSeconds: number;
  /** Lambda sends a call's metrics when it ends: a minute settles this long after its longest call can have ended. */
  readonly timeoutMarginSeconds: number;
  /** Time to read a settled minute before it counts as missing. */
  readonly graceSeconds: number;
  readonly maximumMissingMinutes: number;
}

/** All that an analysis is told at synth: plain JSON. */
export interface AnalysisSettings {
  /** `manual`: the tests are shown, and decide nothing. */
  readonly kind: 'sequential' | 'thresholds' | 'manual';
  readonly tests: readonly MetricTest[];
  readonly limits?: Limits;
  readonly guard?: Guard;
  readonly promotion: Promotion;
  readonly settling: Settling;
  /** Evidence of harm (M) from which the dashboard warns. */
  readonly warning: number;
}
