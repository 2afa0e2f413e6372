import { type Watcher } from './rivals';
import { type Counts, type Tick, TICKS_PER_MINUTE } from './scenario';
import {
  type AnalysisSettings, type AnalysisState, begin, conclude, fold, type Histories, type Reading, type Situation, type VerdictName,
} from '../../src/analysis';
import { GUARD, PROMOTION, SETTLING, WARNING } from '../../src/analysis/defaults';
import { type MetricTest } from '../../src/analysis/settings';

export function settingsOf(tests: readonly MetricTest[], parts: Partial<AnalysisSettings> = {}): AnalysisSettings {
  return { kind: 'sequential', tests, promotion: PROMOTION, settling: SETTLING, warning: WARNING, ...parts };
}

/** How the rule is fed. */
export interface RuleOptions {
  readonly tests: readonly MetricTest[];
  /** Looks every ten seconds instead of every minute. */
  readonly everyTick?: boolean;
  readonly histories?: Histories;
  /** Counts the calls that were configured to reach the canary instead of those that did: what one must not do. */
  readonly nominalWeight?: number;
  readonly guard?: boolean;
}

/** Whoever watches to the end of the row, however long it is. */
const WATCHING: Situation = {
  start: 0, now: 1e15, timeoutSeconds: 3, windowMinutes: 1e9, extendByMinutes: 0, extensionsUsed: 0, maxExtensions: 0,
};

/** Our rule, by the module that ships, looking whenever numbers come. */
export class Rule implements Watcher {
  private readonly settings: AnalysisSettings;
  private readonly length: number;
  private state: AnalysisState;
  private readonly lines: number[];
  private kept: Tick[] = [];

  constructor(private readonly options: RuleOptions) {
    this.length = options.everyTick ? 1 : TICKS_PER_MINUTE;
    // The module counts in minutes: where a tick takes a minute's place, five minutes are thirty of them.
    const scale = options.everyTick ? TICKS_PER_MINUTE : 1;
    const tests = options.tests.map(test => ({ ...test, onsetMinutes: test.onsetMinutes * scale }));
    this.settings = settingsOf(tests, { guard: options.guard ? GUARD : undefined });
    this.lines = tests.map(({ alpha }) => Math.log(1 / alpha));
    this.state = begin(this.settings, options.histories);
  }

  public see(tick: Tick, count: number): boolean {
    this.kept.push(tick);
    if (this.kept.length < this.length) return false;
    const ticks = this.kept;
    this.kept = [];
    this.state = fold(this.settings, this.state, [reading(count, ticks, this.options.nominalWeight)], WATCHING);
    return this.proven(this.state);
  }

  /** What the same rule would say of a reading that is not settled yet, without keeping it. */
  public wouldSee(next: Reading): boolean {
    return this.proven(fold(this.settings, this.state, [next], WATCHING));
  }

  private proven({ metrics, guard }: AnalysisState): boolean {
    return guard?.proof !== undefined || metrics.some(({ peak }, i) => peak >= this.lines[i]);
  }
}

/** The whole verdict at the end of each minute, until it is final. */
export function verdictOf(settings: AnalysisSettings, histories: Histories, minutes: Iterable<Tick[]>, windowMinutes: number): VerdictName {
  let state = begin(settings, histories);
  let minute = 0;
  for (const ticks of minutes) {
    const next = reading(minute++, ticks);
    const situation = { ...WATCHING, now: minute * 60_000 + 120_000, windowMinutes };
    state = fold(settings, state, [next], situation);
    const { verdict } = conclude(settings, state, situation);
    if (verdict !== 'continue') return verdict;
  }
  throw new Error('the window must end before the ticks do');
}

export function reading(minute: number, ticks: readonly Tick[], nominalWeight?: number): Reading {
  const baseline = sum(ticks.map(tick => tick.baseline));
  const canary = sum(ticks.map(tick => tick.canary));
  if (nominalWeight === undefined) return { minute, baseline, canary };
  const calls = baseline.invocations + canary.invocations;
  const configured = Math.round(calls * nominalWeight);
  return { minute, baseline: { ...baseline, invocations: calls - configured }, canary: { ...canary, invocations: configured } };
}

function sum(counts: readonly Counts[]): Reading['canary'] {
  const total = { invocations: 0, errors: 0, overP99: 0, overP50: 0 };
  for (const { calls, errors, overP99, overP50 } of counts) {
    total.invocations += calls;
    total.errors += errors;
    total.overP99 += overP99;
    total.overP50 += overP50;
  }
  return total;
}
