import { JsonScreen } from './json-screen';
import { LiveScreen } from './live-screen';
import { parseOptions, USAGE, UsageError } from './options';
import { PlainScreen } from './plain-screen';
import { rehearseReleases } from './releases';
import { type Screen } from './screen';

/** The exit code for each signal that ends the rehearsal. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const INVALID_OPTIONS = 2;

/** `npm start`: deploys an app release by release while you watch; a bad release is rolled back. */
async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (!options) {
    console.log(USAGE);
    return 0;
  }
  const screen = screenFor(process.stdout, options.json);
  const interrupt = new AbortController();
  let interrupted: number | undefined;
  const stop = (code: number) => {
    interrupted ??= code;
    interrupt.abort(new Error('interrupted'));
  };
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => stop(code));
  // The script that started this process has ended: stop as if the terminal had closed.
  process.on('disconnect', () => stop(SIGNALS.SIGHUP));
  process.channel?.unref();
  try {
    await rehearseReleases({ ...options, screen, signal: interrupt.signal });
    return 0;
  } catch (error) {
    if (interrupted !== undefined) {
      screen.line('\ninterrupted; nothing is left behind');
      return interrupted;
    }
    screen.failure(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/** JSON for programs; for people a picture that is redrawn on a terminal, or lines in a log. */
export function screenFor(out: NodeJS.WriteStream, json: boolean): Screen {
  if (json) return new JsonScreen(out);
  return out.isTTY ? new LiveScreen(out) : new PlainScreen(out);
}

if (require.main === module) {
  void main(process.argv.slice(2)).catch(error => {
    if (!(error instanceof UsageError)) throw error;
    console.error(`npm start: ${error.message}\n\n${USAGE}`);
    return INVALID_OPTIONS;
  }).then(code => process.exit(code));
}
