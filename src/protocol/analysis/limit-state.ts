import { type Reading, type VersionReading } from './reading';
import { type LimitRule, type Limits } from './settings';

/** What one limit has seen: plain JSON. Percent or milliseconds. */
export interface LimitState {
  /** Minutes that could be judged. */
  readonly judged: number;
  /** The newest judged minutes in a row that were over the limit; it stays once it is long enough. */
  readonly streak: number;
  /** The newest judged minute: the canary's value, the baseline's, and what the canary's must not exceed. */
  readonly canary?: number;
  readonly baseline?: number;
  readonly line?: number;
}

export const UNJUDGED: LimitState = { judged: 0, streak: 0 };

/** A minute with too few requests, or without the value, says nothing: it neither lengthens a streak nor ends it. */
export function foldLimit({ minimumRequests, consecutive }: Limits, rule: LimitRule, state: LimitState, reading: Reading): LimitState {
  const canary = measure(reading.canary);
  const baseline = measure(reading.baseline);
  if (state.streak >= consecutive || canary === undefined) return state;
  if (rule.kind !== 'absolute' && baseline === undefined) return state;
  const line = { absolute: rule.value, delta: baseline! + rule.value, ratio: baseline! * rule.value }[rule.kind];
  return { judged: state.judged + 1, streak: canary > line ? state.streak + 1 : 0, canary, baseline, line };

  function measure(version: VersionReading): number | undefined {
    if (version.invocations < minimumRequests) return undefined;
    return rule.metric === 'errorRate' ? 100 * version.errors / version.invocations : version[rule.metric];
  }
}
