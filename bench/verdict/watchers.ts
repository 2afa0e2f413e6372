import { type Random } from './random';
import { AliasAlarm, AnyError, MannWhitney, TrailingThreshold, VersionAlarm, type Watcher } from './rivals';
import { reading, Rule, type RuleOptions } from './rule';
import { bursts, type Scenario, type Tick, TICKS_PER_MINUTE } from './scenario';
import { dispersionIndex } from '../../src/protocol/analysis';
import { ERROR_TEST, MEDIAN_LATENCY_TEST, TAIL_LATENCY_TEST } from '../../src/protocol/analysis/defaults';
import { type MetricTest } from '../../src/protocol/analysis/settings';

type Make = (scenario: Scenario, random: Random) => Watcher;

const rule = (options: Partial<RuleOptions> = {}, change: Partial<MetricTest> = {}): Make =>
  () => new Rule({ tests: [{ ...ERROR_TEST, ...change }], ...options });

/** Everything that can watch a rollout, by name. */
export const WATCHERS = {
  'rule 10 s': rule({ everyTick: true }),
  'rule 60 s': rule(),
  '(i) 1 min': () => new TrailingThreshold(1),
  '(i) 5 min': () => new TrailingThreshold(5),
  '(ii)': () => new AliasAlarm(),
  '(iii)': () => new VersionAlarm(),
  '(iii′)': () => new AnyError(),
  '(iv)': () => new MannWhitney(),
  'with guard': rule({ guard: true }),
  'without onsets': rule({}, { onsetMinutes: 0 }),
  'α = 5 %': rule({}, { alpha: 0.05 }),
  'α = 0.1 %': rule({}, { alpha: 0.001 }),
  'nominal share': rule({ nominalWeight: 0.1 }),
  'with φ': (scenario, random) => new Rule({ tests: [ERROR_TEST], dispersions: { errors: measuredDispersion(scenario, random) } }),
  'unsettled': (_scenario, random) => new Unsettled(random),
  'τ99': rule({ tests: [TAIL_LATENCY_TEST] }),
  'τ50': rule({ tests: [MEDIAN_LATENCY_TEST] }),
  'all metrics': rule({ tests: [ERROR_TEST, TAIL_LATENCY_TEST, MEDIAN_LATENCY_TEST] }),
} satisfies Record<string, Make>;

export type WatcherName = keyof typeof WATCHERS;

export function makeWatcher(name: WatcherName, scenario: Scenario, random: Random): Watcher {
  return WATCHERS[name](scenario, random);
}

/** φ as it would be measured: from the baseline's 24 hours before the rollout. */
function measuredDispersion({ rps, weight, baseline, burst = 1 }: Scenario, random: Random): number {
  return dispersionIndex(Array.from({ length: 24 * 60 }, () => {
    const calls = random.poisson(60 * rps * (1 - weight));
    return { calls, events: bursts(random, calls, baseline.errors, burst) };
  }));
}

/** Looks at each minute as soon as it ends, when half of the baseline's errors have not arrived yet; they are there a minute later. */
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
