import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { ROWS } from './rows';
import { type RowResult } from '../../test/analysis/support/play/simulate';

interface Played {
  readonly index: number;
  readonly result: RowResult;
}

/** Plays all rows on all cores, longest first. Resolves to the results in the order of the rows. */
export async function playAll(runs: number, seed: number, progress: (done: number) => void): Promise<RowResult[]> {
  const { outputFiles: [bundle] } = buildSync({ entryPoints: ['bench/verdict/worker.ts'], bundle: true, write: false, platform: 'node', target: 'node24' });
  const weight = (index: number) => ROWS[index].scenario.minutes * (ROWS[index].healthy ? 2 : 1);
  const waiting = ROWS.map((_, index) => index).sort((a, b) => weight(a) - weight(b));
  const results: RowResult[] = [];
  let done = 0;

  const play = () => new Promise<void>((resolve, reject) => {
    const worker = new Worker(bundle.text, { eval: true });
    const next = () => {
      const index = waiting.pop();
      if (index !== undefined) worker.postMessage({ index, runs, seed });
      else worker.terminate().then(() => resolve(), reject);
    };
    worker.on('error', reject);
    worker.on('message', ({ index, result }: Played) => {
      results[index] = result;
      progress(++done);
      next();
    });
    next();
  });
  await Promise.all(Array.from({ length: Math.min(cpus().length, ROWS.length) }, play));
  return results;
}
