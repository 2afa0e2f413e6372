import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureCost } from './cost';
import { outcomes } from './outcome';
import { playAll } from './players';
import { plot } from './plot';
import { report } from './report';
import { ROWS } from './rows';
import { targets } from './targets';

// Plays thousands of rollouts and compares the verdict with what others use. `VERDICT_RUNS` and `VERDICT_SEED` change the tables.

const runs = Number(process.env.VERDICT_RUNS ?? 2500);
const seed = Number(process.env.VERDICT_SEED ?? 20_260_101);
const started = Date.now();

async function bench(): Promise<void> {
  // Measured before all cores are busy.
  const cost = measureCost();
  const all = outcomes(await playAll(runs, seed, done => {
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stderr.write(process.stderr.isTTY ? `\r${done} of ${ROWS.length} rows, ${seconds} s ` : done % 10 === 0 ? `${done} of ${ROWS.length} rows, ${seconds} s\n` : '');
  }));
  process.stderr.write(process.stderr.isTTY ? '\r\x1b[K' : '');
  const seconds = Math.round((Date.now() - started) / 1000);
  const page = report(all, cost, runs, seed, seconds);
  const folder = join('bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'verdict.md'), page);
  writeFileSync(join(folder, 'verdict.svg'), plot(all));
  console.log(page);
  const missed = targets(all, cost, seconds).filter(({ met }) => !met);
  console.log(`${ROWS.length} rows in ${seconds} s; ${missed.length === 0 ? 'all targets met' : `missed: ${missed.map(({ goal }) => goal).join('; ')}`}`);
  if (missed.length > 0) process.exitCode = 1;
}

bench().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
