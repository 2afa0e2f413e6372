import { buildSync } from 'esbuild';
import { settingsOf } from './rule';
import { analyse, type Reading } from '../../src/protocol/analysis';
import { GUARD, SEQUENTIAL_TESTS } from '../../src/protocol/analysis/defaults';

export interface Cost {
  /** Milliseconds for a verdict over 60 minutes in one pass, at so many calls per second. */
  readonly millis: readonly (readonly [rps: number, millis: number])[];
  readonly minifiedBytes: number;
}

export function measureCost(): Cost {
  const { outputFiles: [bundle] } = buildSync({
    entryPoints: ['src/protocol/analysis/index.ts'], bundle: true, minify: true, write: false, format: 'esm', platform: 'neutral', charset: 'utf8',
  });
  return { millis: [5, 50, 500, 5000].map((rps): [number, number] => [rps, verdictMillis(rps)]), minifiedBytes: bundle.contents.length };
}

/** The median of many verdicts, each in one pass over an hour of all metrics. */
function verdictMillis(rps: number): number {
  const settings = settingsOf(SEQUENTIAL_TESTS, { guard: GUARD });
  const version = (invocations: number) => {
    const part = (share: number) => Math.round(invocations * share);
    return { invocations, errors: part(0.001), overP99: part(0.01), overP50: part(0.5) };
  };
  const readings = Array.from({ length: 60 }, (_, minute): Reading => ({ minute, baseline: version(54 * rps), canary: version(6 * rps) }));
  const times: number[] = [];
  for (let i = 0; i < 300; i++) {
    const started = performance.now();
    analyse(settings, {
      start: 0, now: 62 * 60_000, timeoutSeconds: 3, windowMinutes: 60, extendByMinutes: 5, extensionsUsed: 0, maxExtensions: 3, readings,
    });
    times.push(performance.now() - started);
  }
  // The first hundred warm up the compiler.
  return times.slice(100).sort((a, b) => a - b)[100];
}
