import { type Tick, TICKS_PER_MINUTE, upperTail, type VersionTick } from './scenario';

/** Something that watches a rollout tick by tick and says when it would roll back. */
export interface Watcher {
  /** True if it rolls back after this tick; ticks count from 1. */
  see(tick: Tick, count: number): boolean;
}

/** (i) The canary's error rate over the trailing minutes is more than one point above the baseline's; a look at every tick. */
export class TrailingThreshold implements Watcher {
  private readonly kept: Tick[] = [];

  constructor(private readonly minutes: number) {}

  public see(tick: Tick): boolean {
    const length = this.minutes * TICKS_PER_MINUTE;
    this.kept.push(tick);
    if (this.kept.length > length) this.kept.shift();
    if (this.kept.length < length) return false;
    return rate(this.kept.map(({ canary }) => canary)) > rate(this.kept.map(({ baseline }) => baseline)) + 0.01;
  }
}

/** A watcher that looks once a minute. */
abstract class ByMinute implements Watcher {
  private minute: Tick[] = [];

  public see(tick: Tick, count: number): boolean {
    this.minute.push(tick);
    if (count % TICKS_PER_MINUTE !== 0) return false;
    const whole = this.minute;
    this.minute = [];
    return this.judge(whole.map(({ baseline }) => baseline), whole.map(({ canary }) => canary));
  }

  protected abstract judge(baseline: VersionTick[], canary: VersionTick[]): boolean;
}

/** (ii) CloudWatch alarm on the alias, both versions mixed: more than 1 % in one minute. */
export class AliasAlarm extends ByMinute {
  protected judge(baseline: VersionTick[], canary: VersionTick[]): boolean {
    return rate([...baseline, ...canary]) > 0.01;
  }
}

/** (iii) CloudWatch alarm on the new version alone: more than 1 % in one minute. */
export class VersionAlarm extends ByMinute {
  protected judge(_baseline: VersionTick[], canary: VersionTick[]): boolean {
    return rate(canary) > 0.01;
  }
}

/** (iii′) The same alarm on any error in one minute. */
export class AnyError extends ByMinute {
  protected judge(_baseline: VersionTick[], canary: VersionTick[]): boolean {
    return canary.some(({ errors }) => errors > 0);
  }
}

/** (iv) Mann-Whitney on the rates of the minutes so far, one-sided p ≤ 0.01, each minute from the fifth on; corrected for ties and continuity. */
export class MannWhitney extends ByMinute {
  private readonly baselineRates: number[] = [];
  private readonly canaryRates: number[] = [];

  protected judge(baseline: VersionTick[], canary: VersionTick[]): boolean {
    this.baselineRates.push(rate(baseline));
    this.canaryRates.push(rate(canary));
    const n = this.canaryRates.length;
    return n >= 5 && pValue(this.canaryRates, this.baselineRates) <= 0.01;
  }
}

/** One-sided p-value of Mann-Whitney's test: the values of `larger` tend to be larger. */
export function pValue(larger: number[], smaller: number[]): number {
  const [n, m] = [larger.length, smaller.length];
  const all = [...larger.map(value => ({ value, ours: true })), ...smaller.map(value => ({ value, ours: false }))].sort((a, b) => a.value - b.value);
  let [rankSum, ties] = [0, 0];
  for (let i = 0; i < all.length;) {
    let end = i;
    while (end < all.length && all[end].value === all[i].value) end++;
    const count = end - i;
    ties += count ** 3 - count;
    // Equal values share the mean of their ranks.
    for (let k = i; k < end; k++) if (all[k].ours) rankSum += (i + 1 + end) / 2;
    i = end;
  }
  const u = rankSum - n * (n + 1) / 2;
  const variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  return variance === 0 ? 1 : upperTail((u - n * m / 2 - 0.5) / Math.sqrt(variance));
}

function rate(counts: readonly VersionTick[]): number {
  let [calls, errors] = [0, 0];
  for (const count of counts) {
    calls += count.calls;
    errors += count.errors;
  }
  return calls === 0 ? 0 : errors / calls;
}
