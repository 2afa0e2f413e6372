import { both, type Reading } from './reading';
import { type LimitRule, type Limits } from './settings';

/** What one limit has seen: plain JSON. Percent or milliseconds. */
export interface LimitState {
  /** Minutes that could be judged. */
  readonly seen: number;
  /** The newest of them. */
  readonly lastSeen?: number;
  /** Minutes with requests enough, and without the value. */
  readonly blind: number;
  /** The newest judged minutes, one after the other, that were over the limit; it stays once it is long enough. */
  readonly streak: number;
  /** The newest judged minute: the canary's value, the baseline's, and what the canary's must not exceed. */
  readonly canary?: number;
  readonly baseline?: number;
  readonly line?: number;
}

export const UNJUDGED: LimitState = { seen: 0, blind: 0, streak: 0 };

/** A minute with too few requests, or without the value, says nothing: it neither lengthens a streak nor ends it. */
export const foldLimit = (limits: Limits, { metric, kind, value }: LimitRule, state: LimitState, reading: Reading): LimitState => {
  // `null`: too few requests. `undefined`: not measured.
  const [baseline, canary] = both(reading).map(version => (version.invocations >= limits.minimumRequests
    ? metric === 'errorRate' ? 100 * version.errors / version.invocations : version[metric]
    : null));
  const asked = kind === 'absolute' ? [canary] : [canary, baseline];
  const line = { absolute: value, delta: baseline! + value, ratio: baseline! * value }[kind];
  if (state.streak >= limits.minutes || asked.includes(null)) return state;
  if (asked.includes(undefined)) return { ...state, blind: state.blind + 1 };
  return {
    ...state,
    seen: state.seen + 1,
    lastSeen: reading.minute,
    streak: canary! > line ? state.streak + 1 : 0,
    canary: canary!,
    baseline: baseline ?? undefined,
    line,
  };
};
