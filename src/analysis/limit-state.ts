import { type Reading, type VersionReading } from './reading';
import { type LimitRule, type Limits } from './settings';

/** What one limit has seen: plain JSON. Values are in percent or milliseconds. */
export interface LimitState {
  /** Minutes that could be judged. */
  readonly seen: number;
  /** The newest of them. */
  readonly lastSeen?: number;
  /** Minutes that had enough requests, but not the value. */
  readonly blind: number;
  /** The newest judged minutes in a row that were over the limit; no longer updated once it is long enough to roll back. */
  readonly streak: number;
  /** The newest judged minute: the canary's value, the baseline's, and what the canary's must not exceed. */
  readonly canary?: number;
  readonly baseline?: number;
  readonly line?: number;
}

export const UNJUDGED: LimitState = { seen: 0, blind: 0, streak: 0 };

/** Folds in one minute. A minute with too few requests, or without the value, neither lengthens a streak nor ends it. */
export function foldLimit(limits: Limits, rule: LimitRule, state: LimitState, reading: Reading): LimitState {
  const needsBaseline = rule.kind !== 'absolute';
  const canaryBusy = reading.canary.invocations >= limits.minimumRequests;
  const baselineBusy = reading.baseline.invocations >= limits.minimumRequests;
  if (state.streak >= limits.minutes || !canaryBusy || (needsBaseline && !baselineBusy)) return state;

  const canary = valueOf(rule, reading.canary);
  const baseline = baselineBusy ? valueOf(rule, reading.baseline) : undefined;
  if (canary === undefined || (needsBaseline && baseline === undefined)) return { ...state, blind: state.blind + 1 };

  const line = lineOf(rule, baseline);
  return {
    ...state,
    seen: state.seen + 1,
    lastSeen: reading.minute,
    streak: canary > line ? state.streak + 1 : 0,
    canary,
    baseline,
    line,
  };
}

/** In percent or milliseconds; undefined: not measured. */
function valueOf({ metric }: LimitRule, version: VersionReading): number | undefined {
  return metric === 'errorRate' ? 100 * version.errors / version.invocations : version[metric];
}

/** What the canary's value must not exceed; an absolute limit needs no baseline. */
function lineOf({ kind, value }: LimitRule, baseline = NaN): number {
  return { absolute: value, delta: baseline + value, ratio: baseline * value }[kind];
}
