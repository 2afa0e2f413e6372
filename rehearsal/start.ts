import { join, resolve } from 'node:path';
import { styleText } from 'node:util';
import { rehearseReleases } from './start/releases';
import { screenFor } from './start/screen';

/** Exit codes of processes that a signal ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * `npm start`: the example goes from release 1 to release 2 before your eyes.
 *
 * Another app may be named: its context `release` is 1 or 2, its stack `Orders` has an output `Url`.
 */
async function main(): Promise<number> {
  const screen = screenFor(process.stdout);
  const interrupt = new AbortController();
  let interrupted: number | undefined;
  const stop = (code: number) => {
    interrupted ??= code;
    interrupt.abort(new Error('interrupted'));
  };
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => stop(code));
  // The script that started us is gone: nobody is there to see it any more.
  process.on('disconnect', () => stop(SIGNALS.SIGHUP));
  process.channel?.unref();
  try {
    await rehearseReleases({
      app: resolve(process.argv[2] ?? join(__dirname, '..', 'examples', 'typescript', 'orders', 'app.ts')),
      stack: 'Orders',
      timeScale: 30,
      rate: 20,
      screen,
      signal: interrupt.signal,
    });
    return 0;
  } catch (error) {
    if (interrupted !== undefined) {
      screen.line('\ninterrupted; nothing is left behind');
      return interrupted;
    }
    screen.line(`\n${styleText('red', '✗ failed')}: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
}

void main().then(code => process.exit(code));
