import { checkNumbers } from './check-numbers';

/** Where the rollout stands when it is judged. */
export interface Situation {
  /** The first whole minute, since the Unix epoch, in which the canary had its share of the traffic. */
  readonly start: number;
  /** Milliseconds since the Unix epoch, by the clock of the process that reads the metrics. */
  readonly now: number;
  /** Timeout of the function: a minute settles only when its longest call must have ended. */
  readonly timeoutSeconds: number;
  /** Settled minutes to watch before a promotion. */
  readonly windowMinutes: number;
  readonly extendByMinutes: number;
  readonly extensionsUsed: number;
  readonly maxExtensions: number;
  /**
   * When the newest extension was granted, in milliseconds since the Unix epoch; absent: as soon as it was due.
   *
   * No monitor runs between the end of the window and an extension that comes late. The minutes between are folded in if they can still
   * be read; if not, they do not count as missing.
   */
  readonly extendedAt?: number;
}

/** @throws RangeError for the first number that is missing or out of range. */
export function checkSituation(situation: Situation): void {
  checkNumbers(situation, ['windowMinutes'], { least: 1, whole: true });
  checkNumbers(situation, ['start', 'extendByMinutes', 'extensionsUsed', 'maxExtensions'], { whole: true });
  checkNumbers(situation, ['now', 'timeoutSeconds'], { optional: ['extendedAt'] });
}

/** Length of the window in settled minutes, with this many extensions. */
export function windowWith(extensions: number, { windowMinutes, extendByMinutes }: Situation): number {
  return windowMinutes + extensions * extendByMinutes;
}
