import { type Random } from './random';
import { type Reading } from '../../../../src/analysis';

/** Ten seconds of both versions. */
export interface Tick {
  readonly baseline: VersionTick;
  readonly canary: VersionTick;
}

/** Calls, failed calls, calls over τ99 (the old p99) and over τ50 (the old p50). */
export interface VersionTick {
  readonly calls: number;
  readonly errors: number;
  readonly overP99: number;
  readonly overP50: number;
}

export const TICKS_PER_MINUTE = 6;

/** Shares of bad calls of one version. */
export interface Shares {
  readonly errors: number;
  readonly overP99: number;
  readonly overP50: number;
}

/** A rollout as it really happens. */
export interface Scenario {
  readonly rps: number;
  /** Share of the traffic that reaches the canary, whatever is configured. */
  readonly weight: number;
  readonly minutes: number;
  readonly baseline: Shares;
  readonly canary: Shares;
  /** Minute from which the canary has the shares in `canary`; before, it has the baseline's. */
  readonly from?: number;
  /** Both versions fail this share of calls from minute 10 to minute 15. */
  readonly outage?: number;
  /**
   * Mean number of errors that come together, on one version. `heavy`: mostly one, and sometimes two hundred. `tens`: always ten.
   */
  readonly burst?: number | 'heavy' | 'tens';
  /** Length in minutes of an outage ten hours into the day before the rollout: half of all calls failed. */
  readonly outageBefore?: number;
  /** 10 to 100 errors at once, at a random time, each routed like any call. */
  readonly routedBurst?: boolean;
}

/** The version from before the rollout: by definition one call in a hundred is over τ99, and half of them are over τ50. */
export function healthy(errors: number): Shares {
  return { errors, overP99: 0.01, overP50: 0.5 };
}

/** Plays one rollout, tick by tick. */
export function* ticks(scenario: Scenario, random: Random): Generator<Tick> {
  const { rps, weight, minutes, from = 0, outage, routedBurst } = scenario;
  const burstAt = routedBurst ? Math.floor(random.uniform() * minutes * TICKS_PER_MINUTE) : -1;
  for (let tick = 0; tick < minutes * TICKS_PER_MINUTE; tick++) {
    const minute = tick / TICKS_PER_MINUTE;
    const calls = random.poisson(60 * rps / TICKS_PER_MINUTE);
    const canaryCalls = random.binomial(calls, weight);
    const out = outage !== undefined && minute >= 10 && minute < 15;
    const baseline = out ? { ...scenario.baseline, errors: outage } : scenario.baseline;
    const sick = minute >= from ? scenario.canary : scenario.baseline;
    const canary = out ? { ...sick, errors: outage } : sick;
    const extra = tick === burstAt ? 10 + Math.floor(random.uniform() * 91) : 0;
    const extraCanary = random.binomial(extra, weight);
    yield {
      baseline: counts(random, calls - canaryCalls, baseline, scenario.burst, extra - extraCanary),
      canary: counts(random, canaryCalls, canary, scenario.burst, extraCanary),
    };
  }
}

function counts(random: Random, calls: number, { errors, overP99, overP50 }: Shares, burst: Scenario['burst'], extra: number): VersionTick {
  const slowest = random.binomial(calls, overP99);
  return {
    calls: calls + extra,
    errors: extra + (burst === undefined ? random.binomial(calls, errors) : bursts(random, calls, errors, burst)),
    overP99: slowest,
    // A call over τ99 is over τ50 as well.
    overP50: slowest + random.binomial(calls - slowest, (overP50 - overP99) / (1 - overP99)),
  };
}

/** A minute of these ticks; `nominalWeight`: by the configured split of the calls instead of the real one. */
export function reading(minute: number, played: readonly Tick[], nominalWeight?: number): Reading {
  const baseline = versionOf(played.map(tick => tick.baseline));
  const canary = versionOf(played.map(tick => tick.canary));
  if (nominalWeight === undefined) return { minute, baseline, canary };
  const calls = baseline.invocations + canary.invocations;
  const configured = Math.round(calls * nominalWeight);
  return { minute, baseline: { ...baseline, invocations: calls - configured }, canary: { ...canary, invocations: configured } };
}

function versionOf(parts: readonly VersionTick[]): Reading['canary'] {
  const total = { invocations: 0, errors: 0, overP99: 0, overP50: 0 };
  for (const { calls, errors, overP99, overP50 } of parts) {
    total.invocations += calls;
    total.errors += errors;
    total.overP99 += overP99;
    total.overP50 += overP50;
  }
  return total;
}

/** Mean size of the heavy clusters, Σ k^(−1.5) up to 200: a size is at least k with a probability of k^(−1.5). */
const HEAVY_MEAN = 2.4711;

/** Errors in this many calls, with the same share on average, but in clusters. */
export function bursts(random: Random, calls: number, share: number, burst: number | 'heavy' | 'tens'): number {
  const mean = burst === 'heavy' ? HEAVY_MEAN : burst === 'tens' ? 10 : burst;
  let errors = 0;
  for (let cluster = random.poisson(calls * share / mean); cluster > 0; cluster--) errors += size();
  return Math.min(calls, errors);

  function size(): number {
    if (burst === 'heavy') return Math.min(200, Math.floor(random.uniform() ** (-1 / 1.5)));
    return burst === 'tens' ? 10 : random.geometric(burst);
  }
}

/** A version whose durations are lognormal (σ = 0.5), multiplied by `factor`; the share `eightfold` of them takes eight times as long again. */
export function slowed(errors: number, factor: number, eightfold = 0): Shares {
  const sigma = 0.5;
  const over = (quantile: number) => (1 - eightfold) * upperTail(quantile - Math.log(factor) / sigma)
    + eightfold * upperTail(quantile - Math.log(8 * factor) / sigma);
  return { errors, overP99: over(2.3263478740408408), overP50: over(0) };
}

/** P(Z > z), by the complementary error function of Numerical Recipes (relative error below 1.2e-7). */
export function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const poly = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
  const tail = 0.5 * t * Math.exp(-x * x + poly.reduceRight((sum, coefficient) => coefficient + t * sum, 0));
  return z >= 0 ? tail : 1 - tail;
}
