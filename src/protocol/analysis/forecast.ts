import { logMean } from './log-space';
import { type Pair } from './reading';
import { type MetricTest } from './settings';

/** Calls a minute of both versions. */
export type Traffic = Pair<number>;

/** Thirty days: what takes longer is not seen. */
const MONTH = 60 * 24 * 30;

/**
 * Settled minutes until harm that is there from the start is proven; undefined: not within a month.
 *
 * The evidence grows by its mean, and strays by its standard deviation times `deviations`: 0 for the time in which half of the
 * rollouts have seen the harm, 1.28 for nine of ten.
 */
export function detectionMinutes(test: MetricTest, traffic: Traffic, shares: Pair<number>, dispersion: number, deviations = 0): number | undefined {
  const growths = test.effects.map(effect => growth(traffic, shares, effect * test.tolerance, test.tolerance, dispersion));
  const line = Math.log((test.onsetMinutes > 0 ? 2 : 1) / test.alpha);
  return firstMinute(minutes => logMean(growths.map(({ mean, variance }) => minutes * mean - deviations * Math.sqrt(minutes * variance))) >= line);
}

/** Mean and variance, a minute, of the log evidence for `alternative` against `nullRatio`. */
export function growth({ baseline, canary }: Traffic, shares: Pair<number>, alternative: number, nullRatio: number, dispersion: number) {
  const perBaselineError = Math.log((nullRatio * canary + baseline) / (alternative * canary + baseline));
  const perCanaryError = Math.log(alternative / nullRatio) + perBaselineError;
  return {
    mean: (canary * shares.canary * perCanaryError + baseline * shares.baseline * perBaselineError) / dispersion,
    variance: (canary * shares.canary * (1 - shares.canary) * perCanaryError ** 2
      + baseline * shares.baseline * (1 - shares.baseline) * perBaselineError ** 2) / dispersion,
  };
}

/** The first whole minute from which on `reached` holds; what is forecast here does not come back once it is reached. */
export function firstMinute(reached: (minutes: number) => boolean): number | undefined {
  if (!reached(MONTH)) return undefined;
  let [low, high] = [0, MONTH];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return high;
}
