import { clusterSize, tilt } from './clusters';
import { log, logMean } from './log-space';

/** How far below the floor the canary's true share may lie, as parts of the floor. */
export const PARTS = [0, 0.1, 0.25, 0.5];

/**
 * Log evidence that the canary's share of bad calls lies below `floor`, whatever the baseline does.
 *
 * At a floor of 1 %, 431 calls without an error are enough for odds of 40 to 1.
 */
export const floorEvidence = (calls: number, bad: number, floor: number, dispersion: number): number => logMean(PARTS.map(part => {
  const [perCall, perBad] = floorGrowth(part, floor, dispersion);
  // 0 · ln 0 is 0 here: no bad call is no surprise to a version that never fails.
  return (bad && bad * perBad) + calls * perCall;
}));

/** Log evidence of each call, and beside it of each bad one: binomial, or for clusters Poisson. */
export const floorGrowth = (part: number, floor: number, dispersion: number): [perCall: number, perBad: number] => {
  const independent = log((1 - part * floor) / (1 - floor));
  return dispersion > 1
    ? [floor * (1 - part) / clusterSize(dispersion), tilt(log(part), dispersion)]
    : [independent, log(part) - independent];
};
