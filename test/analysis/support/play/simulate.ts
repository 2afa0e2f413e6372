import { Random } from './random';
import { verdictOf } from './rule';
import { type Scenario, type Tick, ticks, TICKS_PER_MINUTE } from './scenario';
import { makeWatcher, measured, type WatcherName } from './watchers';
import { ERROR_TEST, GUARD, PROMOTION, SEQUENTIAL_TESTS, type VerdictName } from '../../../../src/analysis';
import { sequential } from '../fixture';

/** A rollout to play many times, and its watchers. Section and title select the random numbers: a new title means new numbers. */
export interface Play {
  readonly section: string;
  readonly title: string;
  readonly scenario: Scenario;
  readonly watchers: readonly WatcherName[];
  /** Settings whose whole verdicts are counted. */
  readonly questions?: readonly VerdictQuestion[];
}

/** Errors alone, or the default settings; promoted at the end of the window, or as early as allowed. */
export interface VerdictQuestion {
  readonly name: string;
  readonly defaults: boolean;
  readonly early: boolean;
}

/** What one watcher did in all runs of a row. */
export interface Watched {
  /** Runs in which it rolled back. */
  readonly rolledBack: number;
  /** Seconds from the beginning of the harm to the rollback in the median run; absent if that run was missed. */
  readonly medianSeconds?: number;
  /** Failed canary calls until the rollback, averaged over the runs that were rolled back. */
  readonly canaryErrors: number;
}

export interface RowResult {
  readonly runs: number;
  readonly watched: Readonly<Record<string, Watched>>;
  /** Runs that ended in each verdict. */
  readonly verdicts: Readonly<Record<string, Partial<Record<VerdictName, number>>>>;
}

export function simulate(play: Play, runs: number, seed: number): RowResult {
  const random = new Random(seed, `${play.section}: ${play.title}`);
  return { runs, watched: race(play, runs, random), verdicts: play.questions ? verdicts(play.scenario, play.questions, runs, random) : {} };
}

function race({ scenario, watchers }: Play, runs: number, random: Random): Record<string, Watched> {
  if (watchers.length === 0) return {};
  const times = watchers.map((): number[] => []);
  const errors = watchers.map(() => 0);
  for (let run = 0; run < runs; run++) {
    let watching = watchers.map((name, i) => ({ i, watcher: makeWatcher(name, scenario, random) }));
    let count = 0;
    let canaryErrors = 0;
    for (const tick of ticks(scenario, random)) {
      count++;
      canaryErrors += tick.canary.errors;
      watching = watching.filter(({ i, watcher }) => {
        if (!watcher.see(tick, count)) return true;
        times[i].push(count * 60 / TICKS_PER_MINUTE);
        errors[i] += canaryErrors;
        return false;
      });
      if (watching.length === 0) break;
    }
  }
  return Object.fromEntries(watchers.map((name, i) => [name, {
    rolledBack: times[i].length,
    medianSeconds: median(times[i], runs, 60 * (scenario.from ?? 0)),
    canaryErrors: errors[i] / Math.max(1, times[i].length),
  }]));
}

/** The median over all runs. A missed run counts as the longest, and a rollback before the harm began counts as missed. */
function median(times: number[], runs: number, from: number): number | undefined {
  const middle = times.filter(time => time > from).sort((a, b) => a - b)[Math.ceil(runs / 2) - 1];
  return middle === undefined ? undefined : middle - from;
}

function verdicts(scenario: Scenario, questions: readonly VerdictQuestion[], runs: number, random: Random): RowResult['verdicts'] {
  const found = Object.fromEntries(questions.map(({ name }): [string, Partial<Record<VerdictName, number>>] => [name, {}]));
  const settings = questions.map(({ name, defaults, early }) => ({
    name,
    defaults,
    chosen: sequential({
      tests: defaults ? SEQUENTIAL_TESTS : [ERROR_TEST], guard: defaults ? GUARD : undefined, promotion: { ...PROMOTION, early },
    }),
  }));
  for (let run = 0; run < runs; run++) {
    const played = [...minutesOf(scenario, random)];
    for (const { name, defaults, chosen } of settings) {
      const verdict = verdictOf(chosen, defaults ? measured(scenario, random) : {}, played, scenario.minutes);
      found[name][verdict] = (found[name][verdict] ?? 0) + 1;
    }
  }
  return found;
}

function* minutesOf(scenario: Scenario, random: Random): Generator<Tick[]> {
  let minute: Tick[] = [];
  for (const tick of ticks(scenario, random)) {
    minute.push(tick);
    if (minute.length < TICKS_PER_MINUTE) continue;
    yield minute;
    minute = [];
  }
}
