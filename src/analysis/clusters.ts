import { exp, log } from './log-space';

/**
 * Bad calls that come in bursts on one version, such as a sick sandbox's, are fewer pieces of evidence than there are calls.
 *
 * Modelled as clusters at random times with a geometric number of bad calls, (φ + 1)/2 on average: their counts vary φ times as much
 * as independent ones. A cluster whose size is multiplied by e^tilt each call expects just what one independent bad call expects of
 * e^gain, so whatever is valid for independent calls stays valid for clusters. Dividing by φ would not: for a large gain and a large φ
 * the expected value of e^(size · gain/φ) is infinite. For φ = 1 it is the gain itself.
 */
export const tilt = (gain: number, dispersion: number): number => {
  const mean = clusterSize(dispersion);
  return gain - log((1 + (mean - 1) * exp(gain)) / mean);
};

/** Bad calls in a cluster, on average. */
export const clusterSize = (dispersion: number): number => (dispersion + 1) / 2;
