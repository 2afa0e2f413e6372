import { type Counts } from '../counts';
import { exactEvidence } from '../exact-evidence';
import { logMean } from '../log-space';
import { type Bet, gainPerBadCall } from '../ratio-evidence';
import { type MetricTest } from '../settings';

/** How the log evidence of a bet grows in each minute, when every minute brings these counts. */
export type Growth = (minute: Counts, bet: Bet) => { readonly mean: number; readonly variance: number };

export interface DetectionQuestion {
  readonly test: MetricTest;
  /** What is expected of each minute. */
  readonly minute: Counts;
  readonly dispersion: number;
  /** Standard deviations by which the evidence may lag behind its mean. 0: half of the rollouts have seen the harm; 1.28: nine of ten. */
  readonly deviations?: number;
  /** As in the ratio form unless given. */
  readonly growth?: Growth;
}

/** Settled minutes until harm that is there from the start is proven; undefined: not within a month. */
export function detectionMinutes({ test, minute, dispersion, deviations = 0, growth = ratioGrowth }: DetectionQuestion): number | undefined {
  const { alpha, effects, tolerance, onsetMinutes } = test;
  const growths = effects.map(effect => growth(minute, { alternative: effect * tolerance, nullRatio: tolerance, dispersion }));
  const line = Math.log((onsetMinutes > 0 ? 2 : 1) / alpha);
  const evidence = (minutes: number) =>
    logMean(growths.map(({ mean, variance }) => minutes * mean - deviations * Math.sqrt(minutes * variance)));
  return firstMinute(minutes => evidence(minutes) >= line);
}

/** How evidence grows in the form of this test. */
export function growthOf({ form }: MetricTest): Growth {
  return form === 'exact' ? exactGrowth : ratioGrowth;
}

const ratioGrowth: Growth = ({ baseline, canary }, bet) => {
  const gain = gainPerBadCall({ baseline: baseline.calls, canary: canary.calls }, bet);
  return {
    mean: canary.events * gain.canary + baseline.events * gain.baseline,
    variance: bet.dispersion * (canary.events * (1 - canary.events / canary.calls) * gain.canary ** 2
      + baseline.events * (1 - baseline.events / baseline.calls) * gain.baseline ** 2),
  };
};

/** Calls to scale a minute up to, so that rounding to whole calls does not matter. */
const MANY = 1e6;

const exactGrowth: Growth = ({ baseline, canary }, { alternative, nullRatio, dispersion }) => {
  const scale = MANY / Math.min(baseline.calls, canary.calls);
  const scaled = (count: number) => Math.round(scale * count);
  const many: Counts = {
    baseline: { calls: scaled(baseline.calls), events: scaled(baseline.events) },
    canary: { calls: scaled(canary.calls), events: scaled(canary.events) },
  };
  const [evidence] = exactEvidence(many, [alternative], nullRatio);
  const cells = [many.baseline.events, many.baseline.calls - many.baseline.events, many.canary.events, many.canary.calls - many.canary.events];
  const deviation = cells.reduce((sum, cell) => sum + 1 / (cell + 1), 0) ** -0.5;
  return {
    mean: evidence / scale / dispersion,
    variance: (deviation * Math.log(alternative / nullRatio)) ** 2 / scale / dispersion,
  };
};

/**
 * The first whole minute of a month from which on `reached` holds; undefined: none.
 *
 * By bisection: what is forecast here stays reached once it is reached.
 */
export function firstMinute(reached: (minutes: number) => boolean): number | undefined {
  let [before, latest] = [0, 60 * 24 * 30];
  while (latest - before > 1) {
    const middle = Math.floor((before + latest) / 2);
    if (reached(middle)) latest = middle;
    else before = middle;
  }
  return reached(latest) ? latest : undefined;
}
