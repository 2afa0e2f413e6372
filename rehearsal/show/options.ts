import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** A release of the app after the first one. */
export interface Release {
  /** The value of the app's context `release`. */
  readonly number: string;
  readonly kind: 'good' | 'bad';
}

export interface StartOptions {
  /** The CDK app. */
  readonly app: string;
  readonly releases: readonly Release[];
  readonly timeScale: number;
  readonly seed: number;
  readonly json: boolean;
}

const RELEASES: Record<Release['kind'], Release> = {
  good: { number: '2', kind: 'good' },
  bad: { number: '3', kind: 'bad' },
};

export const USAGE = `Usage: npm start -- [options] [app]

Deploys the first release of a CDK app into a local cloud, sends customers to it, and rolls out further releases while you watch.

  app               a CDK app in TypeScript that takes the context \`release\`: 1, 2 (good) or 3 (bad); it must have a stack Orders
                    with an output Url (default: examples/typescript/orders/app.ts)
  --release KIND    good or bad (default: both, the good release first)
  --time-scale N    how many times faster than real time the local cloud runs, 1 to 20 (default: 15); at a higher value fewer customers
                    come per minute, so a bad release is more likely to slip through, as with little traffic in production
  --seed N          determines when customers arrive, which version serves them, and how late metrics are (default: 1)
  --json            print one JSON object per line: steps, every change of a rollout, outcomes
  --help            print this text

Exit code: 0 if every release ended as expected (a good release is live, a bad release was rolled back), 1 if not,
2 if an option is invalid, 128 + signal number if interrupted.`;

/** An invalid option; the message says why. */
export class UsageError extends Error {}

/** @returns the options; undefined if the user asked for the usage */
export function parseOptions(args: readonly string[]): StartOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  if (positionals.length > 1) throw new UsageError(`at most one \`app\` can be given, got: ${positionals.join(' ')}`);
  const { release } = values;
  if (release !== undefined && !Object.hasOwn(RELEASES, release)) throw new UsageError(`\`--release\` must be good or bad, got: ${release}`);
  return {
    app: resolve(positionals[0] ?? join(__dirname, '..', '..', 'examples', 'typescript', 'orders', 'app.ts')),
    releases: release ? [RELEASES[release as Release['kind']]] : Object.values(RELEASES),
    timeScale: number('--time-scale', values['time-scale'], 15, { least: 1, most: 20 }),
    seed: number('--seed', values.seed, 1, { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true }),
    json: values.json ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'release': { type: 'string' },
        'time-scale': { type: 'string' },
        'seed': { type: 'string' },
        'json': { type: 'boolean' },
        'help': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

function number(name: string, text: string | undefined, otherwise: number, { least, most, whole }: Range): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(`\`${name}\` must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, got: ${text}`);
}
