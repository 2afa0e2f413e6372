import { must } from './must';

/** Where the rollout stands when it is judged. */
export interface Situation {
  /** The first whole minute, since the Unix epoch, in which the canary had its share of the traffic. */
  readonly start: number;
  /** Milliseconds since the Unix epoch, by the clock of whoever reads the metrics. */
  readonly now: number;
  /** Time-out of the function: a minute settles only when its longest call can have ended. */
  readonly timeoutSeconds: number;
  /** Settled minutes to watch at least before a promotion. */
  readonly windowMinutes: number;
  readonly extendByMinutes: number;
  readonly extensionsUsed: number;
  readonly maxExtensions: number;
  /**
   * Milliseconds since the Unix epoch at which the newest extension was granted; absent: as soon as it was due.
   *
   * Minutes between the end of the window and an extension that came late are read after the fact if they still can be; nobody
   * was there to read them, so they are not missing if they cannot.
   */
  readonly extendedAt?: number;
}

/** @throws RangeError for the first number that is none. */
export const checkSituation = (situation: Situation): void => {
  must(situation, ['windowMinutes'], 1, true);
  must(situation, ['start', 'extendByMinutes', 'extensionsUsed', 'maxExtensions'], 0, true);
  must(situation, ['now', 'timeoutSeconds'], 0, false, ['extendedAt']);
};

/** Length of the window in settled minutes, with so many extensions. */
export const windowWith = (extensions: number, situation: Situation): number => situation.windowMinutes + extensions * situation.extendByMinutes;
