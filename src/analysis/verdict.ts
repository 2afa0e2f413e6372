import { type LimitEvidence, type MetricEvidence } from './evidence';
import { type GuardState } from './guard';

/** What an analysis says of a canary. The user's settings decide what `inconclusive` and `noTraffic` lead to. */
export type VerdictName = 'promote' | 'rollback' | 'continue' | 'extend' | 'inconclusive' | 'noTraffic';

/**
 * Why an analysis is inconclusive, the gravest first:
 *
 * - `missing`: numbers that should be there are not.
 * - `suspicious`: something speaks against the canary, or it was cut off from its traffic.
 * - `manual`: only a person decides.
 * - `undecided`: everything was seen and nothing speaks against the canary, but there was too little of it.
 *
 * **A setting may promote `undecided` only.** With any other cause a person decides, or the rollout ends in a rollback.
 */
export const CAUSES = ['missing', 'suspicious', 'manual', 'undecided'] as const;

export type Cause = typeof CAUSES[number];

/** A harm, and how long it takes to see it at the traffic of the newest minutes. */
export interface HarmForecast {
  /** Such as `×5` or `+5 points`. */
  readonly harm: string;
  /** The canary's share of failed calls that this harm means. */
  readonly share: number;
  /** Settled minutes from the start until half of the rollouts would have seen it; absent: not within a month. */
  readonly minutes?: number;
  /** When that is, in milliseconds since the Unix epoch, if no further minute goes missing. */
  readonly seenAt?: number;
  /** Half of the rollouts would see it before the window ends, extensions included. */
  readonly inWindow: boolean;
}

export interface Verdict {
  readonly verdict: VerdictName;
  /** Only with `extend` and `inconclusive`. */
  readonly cause?: Cause;
  /** A sentence that a person who was just woken up understands. */
  readonly reason: string;
  readonly settledMinutes: number;
  /** Length of the window, used extensions included. */
  readonly windowMinutes: number;
  /** Minutes whose numbers should have been there by now and are not. */
  readonly missingMinutes: number;
  readonly metrics: readonly MetricEvidence[];
  readonly limits: readonly LimitEvidence[];
  readonly guard?: GuardState;
  /** Empty until there is traffic on both versions. */
  readonly forecast: readonly HarmForecast[];
}
