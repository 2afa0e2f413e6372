import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** One release of the app after its first. */
export interface Release {
  /** What the app's context `release` is. */
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

Deploys the first release of a CDK app into a local cloud, lets customers in, and rolls further releases out before your eyes.

  app               a CDK app in TypeScript whose context \`release\` is 1, 2 (good) or 3 (bad), with a stack Orders that has
                    an output Url (default: examples/typescript/orders/app.ts)
  --release KIND    good or bad (default: the good one, then the bad one)
  --time-scale N    how much faster than the wall clock time passes, 1 to 20 (default: 15); the faster, the fewer customers a minute has,
                    and the likelier a bad release slips through as it would with little traffic
  --seed N          decides who comes when, which version serves whom, and how late metrics come (default: 1)
  --json            one JSON object per line: steps, every change of a rollout, what came of it
  --help            this text

Exit code: 0 all went as it should (a good release is live, a bad one was rolled back), 1 not so, 2 wrong options,
128 + signal when interrupted.`;

/** An option that can't be taken: the message says why. */
export class UsageError extends Error {}

/** @returns the options; undefined: only the usage is asked for */
export function parseOptions(args: readonly string[]): StartOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  if (positionals.length > 1) throw new UsageError(`one \`app\` at most must be named, got: ${positionals.join(' ')}`);
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
