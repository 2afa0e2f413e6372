import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { settingsOf } from './rule';
import { type analyse, type Histories, type Reading } from '../../src/analysis';
import { GUARD, SEQUENTIAL_TESTS } from '../../src/analysis/defaults';

export interface Cost {
  /** Milliseconds for a verdict over 60 minutes in one pass. */
  readonly millis: readonly { readonly what: string; readonly millis: number }[];
  /** All files of the module but the defaults, which are rendered into a template at synth. */
  readonly minifiedBytes: number;
  /** What prepares its input once a rollout, and decides nothing: the usual share and dispersion of a day. */
  readonly historyBytes: number;
}

const FOLDER = join('src', 'analysis');
const WHOLE = 'export * from \'./index\'';

/** The bundle that the monitor loads, in bytes. Refuses a part that has code and is not in it: unused, or used by tests alone. */
export function measureSize(): number {
  const parts = readdirSync(FOLDER).filter(name => name.endsWith('.ts') && !['index.ts', 'defaults.ts', 'history.ts'].includes(name));
  const whole = bundle(WHOLE);
  const stray = bundle(parts.map(name => `export * from './${name}'`).join('\n')).parts.filter(part => !whole.parts.includes(part));
  if (stray.length > 0) throw new Error(`used by nobody: ${stray.join(', ')}`);
  return whole.bytes;
}

/** The same of `readHistory()`. */
export function measureHistory(): number {
  return bundle('export * from \'./history\'').bytes;
}

/** The verdict as it ships: its sources, run by tsx, would reach every `log` and `max` through the getter of an import. */
function load(): typeof analyse {
  const { text } = bundle(WHOLE, FOLDER, 'iife');
  return (new Function(`${text}; return verdict.analyse;`) as () => typeof analyse)();
}

function bundle(contents: string, resolveDir = FOLDER, format: 'esm' | 'iife' = 'esm'): { bytes: number; text: string; parts: string[] } {
  const { outputFiles: [file], metafile } = buildSync({
    stdin: { contents, resolveDir, loader: 'ts' },
    globalName: format === 'iife' ? 'verdict' : undefined,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format,
    platform: 'neutral',
    charset: 'utf8',
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  return { bytes: file.contents.length, text: file.text, parts: Object.keys(inputs).filter(name => inputs[name].bytesInOutput > 0) };
}

export function measureCost(): Cost {
  const shares: [string, number, number, number][] = [
    ['healthy, soon cleared', 0.001, 0.01, 0.5],
    // Twice as bad in everything: nothing is ever excluded, so every part of every test is calculated in every minute.
    ['never cleared', 0.002, 0.03, 2 / 3],
  ];
  const judge = load();
  const millis = shares.flatMap(([name, ...sick]) => [5, 50, 500, 5000, 1_000_000]
    .map(rps => ({ what: `${name}, ${rps.toLocaleString('en-US')} rps`, millis: verdictMillis(judge, rps, sick) })));
  return { millis, minifiedBytes: measureSize(), historyBytes: measureHistory() };
}

/** The median of many verdicts, each in one pass over an hour of all metrics, with bursts. */
function verdictMillis(judge: typeof analyse, rps: number, [errors, overP99, overP50]: number[]): number {
  const settings = settingsOf(SEQUENTIAL_TESTS, { guard: GUARD });
  const known = { share: 0.001, dispersion: 2 };
  const histories: Histories = { errors: known, tailLatency: known, medianLatency: known };
  const version = (invocations: number, shares: number[]) => {
    const [failed, slow, slower] = shares.map(share => Math.round(invocations * share));
    return { invocations, errors: failed, overP99: slow, overP50: slower };
  };
  const readings = Array.from({ length: 60 }, (_, minute): Reading => ({
    // No two minutes alike, as in life.
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
