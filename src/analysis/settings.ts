/** What is compared: the share of failed calls, of calls slower than the old p99, of calls slower than the old p50. */
export type MetricName = 'errors' | 'tailLatency' | 'medianLatency';

/** Evidence against the canary in one metric, and what excludes harm. */
export interface MetricTest {
  readonly metric: MetricName;
  /** `ratio` compares shares, for rare events; `exact` compares odds, for common ones. */
  readonly form: 'ratio' | 'exact';
  /** Probability of rolling back a healthy canary for this metric, over any number of looks. */
  readonly alpha: number;
  /** Up to this many times the baseline's share (odds, if exact) is no harm. */
  readonly tolerance: number;
  /** Sizes of harm that are bet on, as multiples of `tolerance`. */
  readonly effects: readonly number[];
  /** Minutes between two onsets: minutes in which harm may begin. 0: harm from the start only. */
  readonly onsetMinutes: number;
  /** Fixed dispersion φ; absent: measured from the baseline's history. */
  readonly dispersion?: number;
  readonly exclusion: Exclusion;
}

/** When harm counts as excluded. */
export interface Exclusion {
  /** Probability of excluding harm that is there. */
  readonly missedHarm: number;
  /** Harm means this many times the baseline's share (odds, if exact) or more. */
  readonly harmRatio: number;
  /** Ratios that speak for health. */
  readonly healthyRatios: readonly number[];
  /** A share of bad calls below which the canary is healthy whatever the baseline does; absent: no such share. */
  readonly floor?: number;
}

/** A loose limit on both versions together, for harm that spills onto the baseline, where the comparison cannot see it. */
export interface Guard {
  readonly errorShare: number;
  /** The limit is at least this many times the baseline's usual share, if that is known. */
  readonly historyRatio: number;
  /** Newest minutes in a row that must be over the limit, in addition to the proof. */
  readonly minutes: number;
  /** Probability of rolling back although the true share never exceeded the limit, over any number of looks. */
  readonly alpha: number;
  readonly onsetMinutes: number;
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
  /** A minute with fewer requests of a version is not judged. */
  readonly minimumRequests: number;
  /** This many judged minutes in a row over the limit roll back. */
  readonly minutes: number;
}

/** What a canary must show before it is promoted. */
export interface Promotion {
  /** Settled minutes, and for each metric minutes in which it was seen; a shorter window requires no more than its own length. */
  readonly minimumMinutes: number;
  readonly minimumCalls: number;
  /** Evidence of harm (M) must be below this. */
  readonly calm: number;
  /** The strongest evidence of any run of minutes that ends now must be below this (a CUSUM): harm may have begun only recently. */
  readonly recentCalm: number;
  /** Promote as soon as the conditions hold, instead of at the end of the window. */
  readonly early: boolean;
}

/** When a minute's numbers are complete, and when they are lost. */
export interface Settling {
  /** A minute settles no sooner than this long after its end. */
  readonly lagSeconds: number;
  /** Lambda sends a call's metrics when the call ends: a minute settles this long after its longest call must have ended. */
  readonly timeoutMarginSeconds: number;
  /** Time to read a settled minute before it counts as missing. */
  readonly graceSeconds: number;
  /** This many minutes in a row: due and not read, they make the verdict inconclusive; without a metric, they stop a promotion. */
  readonly mostMissing: number;
}

/** All settings of an analysis, fixed at synth: plain JSON. */
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

/** What is known of one metric of the baseline from before the rollout. */
export interface History {
  /** Its usual share of bad calls. */
  readonly share: number;
  /** φ: how much more bad calls vary from minute to minute than independent calls would; at least 1. */
  readonly dispersion: number;
}

/** By metric; absent: not known. */
export type Histories = { readonly [metric in MetricName]?: History };
