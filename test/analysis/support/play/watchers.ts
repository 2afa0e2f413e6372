import { type Random } from './random';
import { AliasAlarm, AnyError, MannWhitney, TrailingThreshold, VersionAlarm, type Watcher } from './rivals';
import { Rule, type RuleOptions } from './rule';
import { bursts, reading, type Scenario, type Tick, TICKS_PER_MINUTE } from './scenario';
import {
  ERROR_TEST, type Histories, MEDIAN_LATENCY_TEST, type MetricTest, readHistory, SEQUENTIAL_TESTS, TAIL_LATENCY_TEST,
} from '../../../../src/analysis';

/** Makes a watcher. `test` is the test whose bound it is measured against; absent for rivals, and for mistakes that are played. */
export interface Maker {
  readonly test?: MetricTest;
  make(scenario: Scenario, random: Random): Watcher;
}

function rule(options: Partial<RuleOptions> = {}, test: MetricTest = ERROR_TEST): Maker {
  return { test, make: () => new Rule({ tests: [test], ...options }) };
}

/** The rule with what was measured before the rollout. */
function informed(options: Partial<RuleOptions> = {}): Maker {
  return { test: ERROR_TEST, make: (scenario, random) => new Rule({ tests: [ERROR_TEST], histories: measured(scenario, random), ...options }) };
}

const DEFAULTS: Partial<RuleOptions> = { tests: SEQUENTIAL_TESTS, guard: true };

/** All watchers by name. */
export const WATCHERS = {
  'rule 10 s': rule({ everyTick: true }),
  'rule 60 s': rule(),
  '(i) 1 min': { make: () => new TrailingThreshold(1) },
  '(i) 5 min': { make: () => new TrailingThreshold(5) },
  '(ii)': { make: () => new AliasAlarm() },
  '(iii)': { make: () => new VersionAlarm() },
  '(iii′)': { make: () => new AnyError() },
  '(iv)': { make: () => new MannWhitney() },
  'without onsets': rule({}, { ...ERROR_TEST, onsetMinutes: 0 }),
  'α = 5 %': rule({}, { ...ERROR_TEST, alpha: 0.05 }),
  'α = 0.1 %': rule({}, { ...ERROR_TEST, alpha: 0.001 }),
  'nominal share': { make: () => new Rule({ tests: [ERROR_TEST], nominalWeight: 0.1 }) },
  'with φ': informed(),
  'unsettled': { make: (_scenario, random) => new Unsettled(random) },
  'τ99': rule({}, TAIL_LATENCY_TEST),
  'τ50': rule({}, MEDIAN_LATENCY_TEST),
  'default settings': informed(DEFAULTS),
  'history unknown': { make: () => new Rule({ tests: [ERROR_TEST], ...DEFAULTS }) },
} satisfies Record<string, Maker>;

export type WatcherName = keyof typeof WATCHERS;

export function makeWatcher(name: WatcherName, scenario: Scenario, random: Random): Watcher {
  const { make } = WATCHERS[name];
  return make(scenario, random);
}

/** Days before the rollout that are played for each scenario, and then taken in turn: playing a day takes as long as 48 rollouts. */
const DAYS = 50;
const known = new WeakMap<Scenario, Histories[]>();

/** What is known of the baseline's errors from the 24 hours before the rollout. */
export function measured(scenario: Scenario, random: Random): Histories {
  const days = known.get(scenario) ?? [];
  known.set(scenario, days);
  if (days.length < DAYS) days.push(measure(scenario, random));
  else days.push(days.shift()!);
  return days[days.length - 1];
}

function measure({ rps, baseline, burst = 1, outageBefore = 0 }: Scenario, random: Random): Histories {
  return {
    errors: readHistory(Array.from({ length: 24 * 60 }, (_, minute) => {
      const calls = random.poisson(60 * rps);
      const share = minute >= 600 && minute < 600 + outageBefore ? 0.5 : baseline.errors;
      return { calls, events: burst === 1 ? random.binomial(calls, share) : bursts(random, calls, share, burst) };
    })),
  };
}

/** A mistake, played: looks at each minute as soon as it ends, when half of the baseline's errors are not there yet. */
class Unsettled implements Watcher {
  private readonly settled = new Rule({ tests: [ERROR_TEST] });
  private kept: Tick[] = [];

  constructor(private readonly random: Random) {}

  public see(tick: Tick, count: number): boolean {
    this.kept.push(tick);
    let seen = false;
    if (this.kept.length === TICKS_PER_MINUTE) {
      const whole = reading(count, this.kept);
      this.kept = [];
      seen = this.settled.wouldSee({ ...whole, baseline: { ...whole.baseline, errors: this.random.binomial(whole.baseline.errors, 0.5) } });
    }
    return this.settled.see(tick, count) || seen;
  }
}
