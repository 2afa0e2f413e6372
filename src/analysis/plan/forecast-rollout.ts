import { boundMinutes, clearedMinutes, expected, growthOf, type Traffic } from './times';
import { ERROR_TEST, GUARD, MEDIAN_LATENCY_TEST, PROMOTION, TAIL_LATENCY_TEST } from '../defaults';
import { detectionMinutes } from '../forecast';
import { type MetricTest } from '../settings';

/** What the user says of a rollout; shares in percent, times in minutes. */
export interface PlanQuestion {
  readonly rps: number;
  readonly errorRate: number;
  readonly percentage: number;
  readonly window: number;
  readonly extendBy: number;
  readonly maxExtensions: number;
  readonly falseRollback: number;
  readonly floor: number;
  /** How bursty errors are; latency is taken for independent. */
  readonly dispersion: number;
  /** The guard's `errorRate`; 0: switched off. */
  readonly guard: number;
  /** From the end of a minute until its numbers may be read. */
  readonly settleSeconds: number;
}

/** `yes`: nine of ten rollouts see it in the window. `even odds`: half do. `extended`: nine of ten, if every extension is used. */
export type Chance = 'yes' | 'even odds' | 'extended' | 'no';

/** A harm and how long it takes to see it; times in settled minutes, absent beyond a month. */
export interface PlannedHarm {
  readonly harm: string;
  /** Share of the canary's calls that are bad. */
  readonly percent: number;
  readonly minutes?: number;
  readonly likelyMinutes?: number;
  /** What no valid test can beat on average. */
  readonly boundMinutes: number;
  /** Bad canary calls that customers have met by `minutes`. */
  readonly badCalls?: number;
  readonly seenInWindow: Chance;
  /** Whether it is promoted if it is not seen in time: it lies below the floor, or below the ratio that counts as harm. */
  readonly tolerated: boolean;
}

export interface PlannedMetric {
  readonly baselinePercent: number;
  readonly harms: readonly PlannedHarm[];
  /** Settled minutes until half of the healthy canaries may be promoted as far as this metric goes; absent: not within a month. */
  readonly clearedAfter?: number;
}

/** The limit on both versions together. */
export interface PlannedGuard {
  /** Failed share of all calls that it tolerates: what was asked for, or twice today's if that is more. */
  readonly limitPercent: number;
  /** Today's share is more than half of what was asked for, so that a bad day reaches the limit or the limit had to be raised. */
  readonly near: boolean;
}

export interface Plan {
  readonly question: PlanQuestion;
  readonly canaryCallsPerMinute: number;
  readonly errors: PlannedMetric;
  /** Calls slower than the present version's p99: one in a hundred, whatever the function. */
  readonly tailLatency: PlannedMetric;
  /** Calls slower than the present version's p50: half of them, whatever the function. */
  readonly medianLatency: PlannedMetric;
  /** Absent: switched off. */
  readonly guard?: PlannedGuard;
  /** The smallest share of errors that nine of ten rollouts see in the window; absent: not even if every call fails. */
  readonly smallestPercent?: number;
  /** The smallest whole percentage of traffic at which a doubling of errors is seen in the window; absent: there is none up to 50. */
  readonly percentageForDoubling?: number;
}

/** Normal quantile of nine in ten. */
const NINE_OF_TEN = 1.2816;

export function makePlan(question: PlanQuestion): Plan {
  const errorTest: MetricTest = {
    ...ERROR_TEST,
    alpha: question.falseRollback / 100,
    exclusion: { ...ERROR_TEST.exclusion, floor: question.floor / 100 },
  };
  const traffic = split(question, question.percentage);
  const share = question.errorRate / 100;
  const metric = (test: MetricTest, baseline: number, harms: [string, number][], dispersion = 1): PlannedMetric => ({
    baselinePercent: 100 * baseline,
    harms: harms.map(([harm, canary]) => plannedHarm(question, test, traffic, harm, baseline, canary, dispersion)),
    clearedAfter: clearedMinutes(test, traffic, baseline, dispersion, PROMOTION, question.window),
  });
  const seen = (canary: number, at: Traffic) =>
    (detectionMinutes(errorTest, expected(at, { baseline: share, canary }), question.dispersion, NINE_OF_TEN) ?? Infinity) <= question.window;
  const smallest = smallestSeen(share, canary => seen(canary, traffic));
  return {
    question,
    canaryCallsPerMinute: traffic.canary,
    errors: metric(errorTest, share, harmsOf(share, [1.5, 2, 3, 5, 10], [0.01, 0.05]), question.dispersion),
    tailLatency: metric(TAIL_LATENCY_TEST, 0.01, harmsOf(0.01, [2, 3, 5, 10], [])),
    medianLatency: metric(MEDIAN_LATENCY_TEST, 0.5, harmsOf(0.5, [], [0.05, 0.1, 0.2, 0.4])),
    guard: question.guard === 0 ? undefined : {
      limitPercent: Math.max(question.guard, GUARD.historyRatio * question.errorRate), near: question.errorRate > question.guard / 2,
    },
    smallestPercent: smallest === undefined ? undefined : 100 * smallest,
    percentageForDoubling: share === 0 ? undefined : Array.from({ length: 50 }, (_, i) => i + 1)
      .find(percentage => seen(Math.min(1, 2 * share), split(question, percentage))),
  };
}

function split({ rps }: PlanQuestion, percentage: number): Traffic {
  return { baseline: rps * 60 * (1 - percentage / 100), canary: rps * 60 * percentage / 100 };
}

/** Harms in order of size; where nothing fails, nothing can be doubled. */
function harmsOf(share: number, factors: number[], points: number[]): [string, number][] {
  const harms: [string, number][] = [
    ...(share === 0 ? [] : factors.map((factor): [string, number] => [`×${factor}`, factor * share])),
    ...points.map((more): [string, number] => [`+${Math.round(100 * more)} ${more === 0.01 ? 'point' : 'points'}`, share + more]),
  ];
  return [...harms.filter(([, canary]) => canary < 1).sort((a, b) => a[1] - b[1]), ['every call', 1]];
}

function plannedHarm(
  question: PlanQuestion, test: MetricTest, traffic: Traffic, harm: string, baseline: number, canary: number, dispersion: number,
): PlannedHarm {
  const shares = { baseline, canary };
  const minutes = detectionMinutes(test, expected(traffic, shares), dispersion, 0, growthOf(test));
  const likelyMinutes = detectionMinutes(test, expected(traffic, shares), dispersion, NINE_OF_TEN, growthOf(test));
  return {
    harm,
    percent: 100 * canary,
    minutes,
    likelyMinutes,
    boundMinutes: boundMinutes(test, traffic, shares),
    badCalls: minutes === undefined ? undefined : Math.round(minutes * traffic.canary * canary),
    seenInWindow: chance(question, minutes ?? Infinity, likelyMinutes ?? Infinity),
    tolerated: canary < Math.max(test.exclusion.floor ?? 0, harmless(test, baseline)),
  };
}

/** The least share that must be excluded before a promotion: so many times the baseline's, or so many times its odds. */
function harmless({ form, exclusion: { harmRatio } }: MetricTest, baseline: number): number {
  return form === 'ratio' ? harmRatio * baseline : harmRatio * baseline / (1 - baseline + harmRatio * baseline);
}

function chance({ window, extendBy, maxExtensions }: PlanQuestion, minutes: number, likelyMinutes: number): Chance {
  if (likelyMinutes <= window) return 'yes';
  if (minutes <= window) return 'even odds';
  return likelyMinutes <= window + extendBy * maxExtensions ? 'extended' : 'no';
}

/** By bisection: a larger harm is never seen later. */
function smallestSeen(share: number, seen: (canary: number) => boolean): number | undefined {
  if (!seen(1)) return undefined;
  let [low, high] = [share, 1];
  while (high - low > 1e-4 * high) {
    const middle = (low + high) / 2;
    if (seen(middle)) high = middle;
    else low = middle;
  }
  return high;
}
