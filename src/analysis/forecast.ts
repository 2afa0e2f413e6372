import { floor, log, logMean, sqrt } from './log-space';
import { perBad } from './ratio-evidence';
import { type Counts } from './reading';
import { type MetricTest } from './settings';

/**
 * Settled minutes until harm that is there from the start is proven; undefined: not within a month.
 *
 * `minute` is what is expected of each. The evidence grows by its mean, and strays by its standard deviation times `deviations`: 0 for
 * the time in which half of the rollouts have seen the harm, 1.28 for nine of ten. `growing` is how it grows: by default as the ratio
 * form does.
 */
export const detectionMinutes = (test: MetricTest, minute: Counts, dispersion: number, deviations = 0, growing = growth): number | undefined => {
  const growths = test.effects.map(effect => growing(minute, effect * test.tolerance, test.tolerance, dispersion));
  const line = log((test.onsetMinutes > 0 ? 2 : 1) / test.alpha);
  return firstMinute(minutes => logMean(growths.map(([mean, variance]) => minutes * mean - deviations * sqrt(minutes * variance))) >= line);
};

/** Mean and variance, a minute, of the log evidence for `alternative` against `nullRatio`. */
export const growth = (
  [baselineCalls, baselineBad, canaryCalls, canaryBad]: Counts, alternative: number, nullRatio: number, dispersion: number,
): [mean: number, variance: number] => {
  const [perBaseline, perCanary] = perBad(baselineCalls, canaryCalls, alternative, nullRatio, dispersion);
  return [
    canaryBad * perCanary + baselineBad * perBaseline,
    dispersion * (canaryBad * (1 - canaryBad / canaryCalls) * perCanary ** 2 + baselineBad * (1 - baselineBad / baselineCalls) * perBaseline ** 2),
  ];
};

/** The first whole minute of a month from which on `reached` holds, by bisection; what is forecast here does not come back once it is reached. */
export const firstMinute = (reached: (minutes: number) => boolean, before = 0, latest = 60 * 24 * 30): number | undefined => {
  const middle = floor((before + latest) / 2);
  if (middle > before) return reached(middle) ? firstMinute(reached, before, middle) : firstMinute(reached, middle, latest);
  return reached(latest) ? latest : undefined;
};
