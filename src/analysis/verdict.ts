import { type LimitEvidence, type MetricEvidence } from './evidence';
import { type GuardState } from './guard';

/** What an analysis says of a canary. `inconclusive` and `noTraffic` are decided by what the user has chosen for them. */
export type VerdictName = 'promote' | 'rollback' | 'continue' | 'extend' | 'inconclusive' | 'noTraffic';

/**
 * Why an analysis is inconclusive, the gravest first.
 *
 * `missing`: numbers that should be there are not. `suspicious`: something speaks against the canary, or it was cut off from its
 * traffic. `manual`: only a person decides. `undecided`: all was seen, nothing speaks against it, and it was too little.
 *
 * **Only `undecided` may be promoted by a setting**; all others are for a person, or end in a rollback.
 */
export type Cause = 'missing' | 'suspicious' | 'manual' | 'undecided';

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
  /** Seen by half of the rollouts before the window ends, extensions included. */
  readonly inWindow: boolean;
}

export interface Verdict {
  readonly verdict: VerdictName;
  /** Of `extend` and `inconclusive` alone. */
  readonly cause?: Cause;
  /** In words that a person who was just woken up understands. */
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
