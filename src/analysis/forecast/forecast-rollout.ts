import { boundMinutes, expected, type Traffic } from './bound';
import { detectionMinutes, growthOf } from './detection';
import { clearedMinutes } from './exclusion';
import { type Chance, type DetectableHarm, type Forecast, type ForecastQuestion, type GuardForecast, type MetricForecast } from './forecast';
import { ERROR_TEST, GUARD, MEDIAN_LATENCY_TEST, PROMOTION, TAIL_LATENCY_TEST } from '../defaults';
import { type MetricTest } from '../settings';

/** Normal quantile of nine in ten. */
const NINE_OF_TEN = 1.2816;

/** What a rollout with `Analysis.sequential()` can and cannot detect, and in what time. */
export function forecastRollout(question: ForecastQuestion): Forecast {
  const traffic = split(question, question.percentage);
  const share = question.errorRate / 100;
  const tail: Watched = { question, traffic, test: TAIL_LATENCY_TEST, baseline: 0.01, dispersion: 1 };
  const median: Watched = { question, traffic, test: MEDIAN_LATENCY_TEST, baseline: 0.5, dispersion: 1 };
  const errors: Watched = {
    question,
    traffic,
    test: { ...ERROR_TEST, alpha: question.falseRollback / 100, exclusion: { ...ERROR_TEST.exclusion, floor: question.floor / 100 } },
    baseline: share,
    dispersion: question.dispersion,
  };
  const seen = (canary: number, at: Traffic) => {
    const minute = expected(at, { baseline: share, canary });
    const minutes = detectionMinutes({ test: errors.test, minute, dispersion: question.dispersion, deviations: NINE_OF_TEN });
    return (minutes ?? Infinity) <= question.window;
  };
  const smallest = smallestSeen(share, canary => seen(canary, traffic));
  return {
    question,
    canaryCallsPerMinute: traffic.canary,
    errors: forecastMetric(errors, harmsOf(share, [1.5, 2, 3, 5, 10], [0.01, 0.05])),
    tailLatency: forecastMetric(tail, harmsOf(0.01, [2, 3, 5, 10], [])),
    medianLatency: forecastMetric(median, harmsOf(0.5, [], [0.05, 0.1, 0.2, 0.4])),
    guard: question.guard === 0 ? undefined : forecastGuard(question),
    smallestPercent: smallest === undefined ? undefined : 100 * smallest,
    percentageForDoubling: share === 0 ? undefined : Array.from({ length: 50 }, (_, i) => i + 1)
      .find(percentage => seen(Math.min(1, 2 * share), split(question, percentage))),
  };
}

function split({ rps }: ForecastQuestion, percentage: number): Traffic {
  return { baseline: rps * 60 * (1 - percentage / 100), canary: rps * 60 * percentage / 100 };
}

/** One metric of the rollout, and its share of bad calls today. */
interface Watched {
  readonly question: ForecastQuestion;
  readonly traffic: Traffic;
  readonly test: MetricTest;
  readonly baseline: number;
  readonly dispersion: number;
}

/** A harm by its name, and the canary's share of bad calls that it means. */
type Harm = readonly [name: string, share: number];

/** Harms in order of size; where nothing fails, nothing can be doubled. */
function harmsOf(share: number, factors: number[], points: number[]): Harm[] {
  const harms: Harm[] = [
    ...(share === 0 ? [] : factors.map((factor): Harm => [`×${factor}`, factor * share])),
    ...points.map((more): Harm => [`+${Math.round(100 * more)} ${more === 0.01 ? 'point' : 'points'}`, share + more]),
  ];
  return [...harms.filter(([, canary]) => canary < 1).sort((a, b) => a[1] - b[1]), ['every call', 1]];
}

function forecastMetric(watched: Watched, harms: Harm[]): MetricForecast {
  const { test, traffic, baseline, dispersion, question } = watched;
  return {
    baselinePercent: 100 * baseline,
    harms: harms.map(harm => forecastHarm(watched, harm)),
    clearedAfter: clearedMinutes({ test, traffic, share: baseline, dispersion }, PROMOTION, question.window),
  };
}

function forecastHarm({ test, traffic, baseline, dispersion, question }: Watched, [harm, canary]: Harm): DetectableHarm {
  const shares = { baseline, canary };
  const asked = { test, minute: expected(traffic, shares), dispersion, growth: growthOf(test) };
  const minutes = detectionMinutes(asked);
  const likelyMinutes = detectionMinutes({ ...asked, deviations: NINE_OF_TEN });
  return {
    harm,
    percent: 100 * canary,
    minutes,
    likelyMinutes,
    boundMinutes: boundMinutes(test, traffic, shares),
    badCalls: minutes === undefined ? undefined : Math.round(minutes * traffic.canary * canary),
    seenInWindow: chance(question, minutes ?? Infinity, likelyMinutes ?? Infinity),
    tolerated: canary < Math.max(test.exclusion.floor ?? 0, leastHarm(test, baseline)),
  };
}

/** The least share that must be excluded before a promotion: a multiple of the baseline's share, or of its odds. */
function leastHarm({ form, exclusion: { harmRatio } }: MetricTest, baseline: number): number {
  return form === 'ratio' ? harmRatio * baseline : harmRatio * baseline / (1 - baseline + harmRatio * baseline);
}

function chance({ window, extendBy, maxExtensions }: ForecastQuestion, minutes: number, likelyMinutes: number): Chance {
  if (likelyMinutes <= window) return 'yes';
  if (minutes <= window) return 'even odds';
  return likelyMinutes <= window + extendBy * maxExtensions ? 'extended' : 'no';
}

function forecastGuard({ guard, errorRate }: ForecastQuestion): GuardForecast {
  return { limitPercent: Math.max(guard, GUARD.historyRatio * errorRate), near: errorRate > guard / 2 };
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
