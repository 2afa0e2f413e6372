import { parentPort } from 'node:worker_threads';
import { ROWS } from './rows';
import { simulate } from './simulate';

/** Plays the rows that it is sent, one at a time. */
parentPort!.on('message', ({ index, runs, seed }: { index: number; runs: number; seed: number }) => {
  parentPort!.postMessage({ index, result: simulate(ROWS[index], runs, seed) });
});
