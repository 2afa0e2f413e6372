import { type Settling } from './settings';
import { type Situation, windowWith } from './situation';

/** The time from which a minute's numbers are complete and may be read, in milliseconds since the Unix epoch. */
export function settledAt(minute: number, timeoutSeconds: number, { lagSeconds, timeoutMarginSeconds }: Settling): number {
  return (minute + 1) * 60_000 + 1000 * Math.max(lagSeconds, timeoutSeconds + timeoutMarginSeconds);
}

/** The newest minute that may be read at `now`. */
export function newestSettled(now: number, timeoutSeconds: number, settling: Settling): number {
  return Math.floor((now - settledAt(0, timeoutSeconds, settling)) / 60_000);
}

/** The newest minute that should have been read by `now`: a minute up to this one without a reading is missing, a younger one may still come. */
export function newestDue(now: number, timeoutSeconds: number, settling: Settling): number {
  return newestSettled(now - 1000 * settling.graceSeconds, timeoutSeconds, settling);
}

/** Which minutes of a rollout have been folded in, and which are missing. */
export interface Coverage {
  /** Length of the window, used extensions included. */
  readonly windowMinutes: number;
  /** The window has not been filled yet. */
  readonly open: boolean;
  /** Newest minutes in a row that are due and have not come. */
  readonly lost: number;
  /** Minutes that are due and have not come: `lost` and the gaps before it. */
  readonly missing: number;
  /** `now` is before the newest minute folded in has settled, or `start` has moved past minutes that were folded in. */
  readonly wentBack: boolean;
}

export function coverageOf(settling: Settling, state: { readonly settled: number; readonly newest?: number }, situation: Situation): Coverage {
  const { start, now, timeoutSeconds, extensionsUsed, extendedAt = 0 } = situation;
  const { settled, newest = start - 1 } = state;
  const windowMinutes = windowWith(extensionsUsed, situation);
  const open = settled < windowMinutes;
  const gaps = newest - start + 1 - settled;
  // No monitor read the minutes that were due before a late extension, and nothing needs the minutes after the window: they are not lost.
  const dueBefore = Math.max(newest, newestDue(extendedAt, timeoutSeconds, settling));
  const lost = open ? Math.max(0, newestDue(now, timeoutSeconds, settling) - dueBefore) : 0;
  return {
    windowMinutes,
    open,
    lost,
    missing: Math.max(0, gaps) + lost,
    wentBack: settled > 0 && (gaps < 0 || newest > newestSettled(now, timeoutSeconds, settling)),
  };
}
