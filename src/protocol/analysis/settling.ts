import { type Settling } from './settings';

const MINUTE = 60_000;

/** The time, in milliseconds since the Unix epoch, from which on a minute's numbers are complete and may be read. */
export function settledAt(minute: number, timeoutSeconds: number, { lagSeconds, timeoutMarginSeconds }: Settling): number {
  return (minute + 1) * MINUTE + 1000 * Math.max(lagSeconds, timeoutSeconds + timeoutMarginSeconds);
}

/** The newest minute that may be read at `now`. */
export function newestSettled(now: number, timeoutSeconds: number, settling: Settling): number {
  return Math.floor((now - settledAt(0, timeoutSeconds, settling)) / MINUTE);
}

/** The newest minute that should have been read by `now`: one without a reading is missing, a younger one merely not settled. */
export function newestDue(now: number, timeoutSeconds: number, settling: Settling): number {
  return newestSettled(now - 1000 * settling.graceSeconds, timeoutSeconds, settling);
}
