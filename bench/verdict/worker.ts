import { parentPort } from 'node:worker_threads';
import { ROWS } from './rows';
import { simulate } from '../../test/analysis/support/play/simulate';

/** Plays the rows that the main thread sends, one at a time. */
parentPort!.on('message', ({ index, runs, seed }: { index: number; runs: number; seed: number }) => {
  parentPort!.postMessage({ index, result: simulate(ROWS[index], runs, seed) });
});
