import { type Watcher } from './rivals';
import { reading, type Tick, TICKS_PER_MINUTE } from './scenario';
import {
  type AnalysisSettings, type AnalysisState, begin, conclude, fold, GUARD, type Histories, type MetricTest, type Reading, type Situation,
  type VerdictName,
} from '../../../../src/analysis';
import { sequential } from '../fixture';

/** What the rule knows, and how it looks. */
export interface RuleOptions {
  readonly tests: readonly MetricTest[];
  /** Look every ten seconds instead of every minute. */
  readonly everyTick?: boolean;
  readonly histories?: Histories;
  /** Count the calls that were configured to reach the canary instead of those that did: a mistake, played to show what it costs. */
  readonly nominalWeight?: number;
  readonly guard?: boolean;
}

/** A situation in which every minute has settled and the window never ends. */
const WATCHING: Situation = {
  start: 0, now: 1e15, timeoutSeconds: 3, windowMinutes: 1e9, extendByMinutes: 0, extensionsUsed: 0, maxExtensions: 0,
};

/** Our rule: the analysis as it ships, with a look whenever numbers come. */
export class Rule implements Watcher {
  private readonly settings: AnalysisSettings;
  private readonly length: number;
  private state: AnalysisState;
  private readonly lines: number[];
  private kept: Tick[] = [];

  constructor(private readonly options: RuleOptions) {
    this.length = options.everyTick ? 1 : TICKS_PER_MINUTE;
    // The analysis counts in minutes. Here a tick takes a minute's place, so five minutes are thirty ticks.
    const scale = options.everyTick ? TICKS_PER_MINUTE : 1;
    const tests = options.tests.map(test => ({ ...test, onsetMinutes: test.onsetMinutes * scale }));
    this.settings = sequential({ tests, guard: options.guard ? GUARD : undefined });
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

  /** Whether the rule would roll back on a reading that has not settled yet; the reading is not kept. */
  public wouldSee(next: Reading): boolean {
    return this.proven(fold(this.settings, this.state, [next], WATCHING));
  }

  private proven({ metrics, guard }: AnalysisState): boolean {
    return guard?.proof !== undefined || metrics.some(({ peak }, i) => peak >= this.lines[i]);
  }
}

/** The final verdict: judged at the end of each minute until it is no longer `continue`. */
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
