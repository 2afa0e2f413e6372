import { logMean } from './log-space';
import { type Tally } from './reading';

/** How far below the floor the canary's true share may lie, as parts of the floor. */
const PARTS = [0, 0.1, 0.25, 0.5];

/**
 * Log evidence that the canary's share of bad calls lies below `floor`, whatever the baseline does.
 *
 * At a floor of 1 %, 431 calls without an error are enough for odds of 40 to 1.
 */
export function floorEvidence({ calls, events }: Tally, floor: number, dispersion: number): number {
  return logMean(PARTS.map(part => {
    // 0 · ln 0 is 0 here: no event is no surprise to a version that never fails.
    const bad = events === 0 ? 0 : events * Math.log(part);
    return (bad + (calls - events) * Math.log((1 - part * floor) / (1 - floor))) / dispersion;
  }));
}
