import { type LimitEvidence, type MetricEvidence } from './evidence';

/** What an analysis says of a canary. `inconclusive` and `noTraffic` are decided by what the user has chosen for them. */
export type VerdictName = 'promote' | 'rollback' | 'continue' | 'extend' | 'inconclusive' | 'noTraffic';

/** A harm, and how long it takes to see it at the present traffic. */
export interface HarmForecast {
  /** Such as `×5` or `+5 points`. */
  readonly harm: string;
  /** The canary's share of failed calls that this harm means. */
  readonly share: number;
  /** Settled minutes from the start until half of the rollouts would have seen it; absent: not within a month. */
  readonly minutes?: number;
  /** Seen by half of the rollouts before the window ends, extensions included. */
  readonly inWindow: boolean;
}

export interface Verdict {
  readonly verdict: VerdictName;
  /** In words that a person who was just woken up understands. */
  readonly reason: string;
  readonly settledMinutes: number;
  /** Length of the window, used extensions included. */
  readonly windowMinutes: number;
  /** Minutes whose numbers should have been there by now and are not. */
  readonly missingMinutes: number;
  readonly metrics: readonly MetricEvidence[];
  readonly limits: readonly LimitEvidence[];
  /** Empty until there is traffic on both versions. */
  readonly forecast: readonly HarmForecast[];
}

/** Where the rollout stands when it is judged. */
export interface Situation {
  /** The first whole minute, since the Unix epoch, in which the canary had its share of the traffic. */
  readonly start: number;
  /** Milliseconds since the Unix epoch, by the clock of whoever reads the metrics. */
  readonly now: number;
  /** Time-out of the function: a minute settles only when its longest call can have ended. */
  readonly timeoutSeconds: number;
  /** Settled minutes to watch. */
  readonly windowMinutes: number;
  readonly extendByMinutes: number;
  readonly extensionsUsed: number;
  readonly maxExtensions: number;
}
