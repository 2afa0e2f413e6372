/** A rollout that a user plans; shares in percent, times in minutes. */
export interface ForecastQuestion {
  /** Calls per second, both versions together. */
  readonly rps: number;
  readonly errorRate: number;
  /** Share of the traffic that goes to the canary. */
  readonly percentage: number;
  readonly window: number;
  readonly extendBy: number;
  readonly maxExtensions: number;
  readonly falseRollback: number;
  readonly floor: number;
  /** How bursty errors are; slow calls are taken to be independent. */
  readonly dispersion: number;
  /** The guard's `errorRate`; 0: switched off. */
  readonly guard: number;
  /** From the end of a minute until its numbers may be read. */
  readonly settleSeconds: number;
}

/** What a rollout can and cannot detect, and in what time. */
export interface Forecast {
  readonly question: ForecastQuestion;
  readonly canaryCallsPerMinute: number;
  readonly errors: MetricForecast;
  /** Calls slower than the present version's p99: one in a hundred, whatever the function. */
  readonly tailLatency: MetricForecast;
  /** Calls slower than the present version's p50: half of them, whatever the function. */
  readonly medianLatency: MetricForecast;
  /** Absent: switched off. */
  readonly guard?: GuardForecast;
  /** The smallest share of errors that nine of ten rollouts see in the window; absent: not even if every call fails. */
  readonly smallestPercent?: number;
  /** The smallest whole percentage of traffic at which a doubling of errors is seen in the window; absent: no percentage up to 50 shows it. */
  readonly percentageForDoubling?: number;
}

export interface MetricForecast {
  readonly baselinePercent: number;
  readonly harms: readonly DetectableHarm[];
  /** Settled minutes until half of the healthy canaries may be promoted, as far as this metric decides; absent: not within a month. */
  readonly clearedAfter?: number;
}

/** A harm and how long it takes to see it; times in settled minutes, absent beyond a month. */
export interface DetectableHarm {
  readonly harm: string;
  /** Share of the canary's calls that are bad. */
  readonly percent: number;
  /** Until half of the rollouts have seen it. */
  readonly minutes?: number;
  /** Until nine of ten have. */
  readonly likelyMinutes?: number;
  /** The mean time that no valid test can beat. */
  readonly boundMinutes: number;
  /** Bad canary calls by `minutes`. */
  readonly badCalls?: number;
  readonly seenInWindow: Chance;
  /** The canary is promoted if the harm is not seen in time: it lies below the floor, or below the ratio that counts as harm. */
  readonly tolerated: boolean;
}

/** `yes`: nine of ten rollouts see it in the window. `even odds`: half do. `extended`: nine of ten, if every extension is used. */
export type Chance = 'yes' | 'even odds' | 'extended' | 'no';

/** The limit on both versions together. */
export interface GuardForecast {
  /** Failed share of all calls that it tolerates: what was asked for, or twice today's if that is more. */
  readonly limitPercent: number;
  /** Today's share is more than half of what was asked for: a bad day reaches the limit, or the limit had to be raised. */
  readonly near: boolean;
}
