import { type analyse, type Histories, type Reading } from '../../src/analysis';
import { sequential } from '../../test/analysis/support/fixture';
import { bundleOfJudge, measureHistory, measureSize } from '../../test/analysis/support/size';

export interface Cost {
  /** Milliseconds for a verdict over 60 minutes in one pass. */
  readonly millis: readonly { readonly what: string; readonly millis: number }[];
  /** What the monitor and the dashboard load to judge a rollout. */
  readonly minifiedBytes: number;
  /** `readHistory()`, which prepares the input once per rollout: the usual share and dispersion of a day. */
  readonly historyBytes: number;
}

/** The bundle that ships, not its sources: under tsx, every use of an import would go through a getter. */
function load(): typeof analyse {
  return (new Function(`${bundleOfJudge()}; return verdict.analyse;`) as () => typeof analyse)();
}

export function measureCost(): Cost {
  const shares: [string, number, number, number][] = [
    ['healthy, soon cleared', 0.001, 0.01, 0.5],
    // Twice as bad in everything: harm is never excluded, so every part of every test is calculated in every minute.
    ['never cleared', 0.002, 0.03, 2 / 3],
  ];
  const judge = load();
  const millis = shares.flatMap(([name, ...sick]) => [5, 50, 500, 5000, 1_000_000]
    .map(rps => ({ what: `${name}, ${rps.toLocaleString('en-US')} rps`, millis: verdictMillis(judge, rps, sick) })));
  return { millis, minifiedBytes: measureSize(), historyBytes: measureHistory() };
}

/** The median of many verdicts, each in one pass over an hour of all metrics, with bursts. */
function verdictMillis(judge: typeof analyse, rps: number, [errors, overP99, overP50]: number[]): number {
  const settings = sequential();
  const known = { share: 0.001, dispersion: 2 };
  const histories: Histories = { errors: known, tailLatency: known, medianLatency: known };
  const version = (invocations: number, shares: number[]) => {
    const [failed, slow, slower] = shares.map(share => Math.round(invocations * share));
    return { invocations, errors: failed, overP99: slow, overP50: slower };
  };
  const readings = Array.from({ length: 60 }, (_, minute): Reading => ({
    // No two minutes are alike, as in real traffic.
    minute, baseline: version(54 * rps + minute, [0.001, 0.01, 0.5]), canary: version(6 * rps + minute % 7, [errors, overP99, overP50]),
  }));
  const times: number[] = [];
  for (let i = 0; i < 300; i++) {
    const started = performance.now();
    judge(settings, {
      start: 0, now: 62 * 60_000, timeoutSeconds: 3, windowMinutes: 60, extendByMinutes: 5, extensionsUsed: 0, maxExtensions: 3, readings, histories,
    });
    times.push(performance.now() - started);
  }
  // The first hundred warm up the compiler.
  return times.slice(100).sort((a, b) => a - b)[100];
}
