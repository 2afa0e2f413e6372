/**
 * Bad calls that come in bursts on one version, such as a sick sandbox's, are fewer pieces of evidence than there are calls.
 *
 * Model: clusters at random times, with a geometric number of bad calls in each, (φ + 1)/2 on average. Their counts vary φ times as much
 * as those of independent calls. `tilt` is the log evidence of one bad call, chosen so that the expected value of e^(size · tilt) over
 * clusters is e^gain, the winnings of one independent bad call. So what is valid for independent calls is valid for clusters. For φ = 1
 * it is the gain.
 *
 * Dividing the gain by φ would not be valid: for a large gain and a large φ the expected value of e^(size · gain/φ) is infinite.
 */
export function tilt(gain: number, dispersion: number): number {
  const mean = clusterSize(dispersion);
  return gain - Math.log((1 + (mean - 1) * Math.exp(gain)) / mean);
}

/** Bad calls in a cluster, on average. */
export function clusterSize(dispersion: number): number {
  return (dispersion + 1) / 2;
}
