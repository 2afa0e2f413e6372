import { floor, max } from './log-space';
import { type Settling } from './settings';

/** The time, in milliseconds since the Unix epoch, from which on a minute's numbers are complete and may be read. */
export const settledAt = (minute: number, timeoutSeconds: number, settling: Settling): number =>
  (minute + 1) * 60_000 + 1000 * max(settling.lagSeconds, timeoutSeconds + settling.timeoutMarginSeconds);

/** The newest minute that may be read at `now`. */
export const newestSettled = (now: number, timeoutSeconds: number, settling: Settling): number =>
  floor((now - settledAt(0, timeoutSeconds, settling)) / 60_000);

/** The newest minute that should have been read by `now`: one without a reading is missing, a younger one merely not settled. */
export const newestDue = (now: number, timeoutSeconds: number, settling: Settling): number =>
  newestSettled(now - 1000 * settling.graceSeconds, timeoutSeconds, settling);
