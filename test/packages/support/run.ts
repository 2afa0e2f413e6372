import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ROOT } from './paths';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command with the pinned Node and the repository's tools first on the path; the caller judges a failure. */
export function attempt(command: string, args: string[], { cwd = ROOT, env = {} }: RunOptions = {}): Promise<Ended> {
  const environment = {
    ...process.env,
    PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    npm_config_update_notifier: 'false',
    // Jest sets these, and they must not reach the programs under test.
    NODE_ENV: undefined,
    NODE_OPTIONS: undefined,
    ...env,
  };
  return new Promise(resolve => execFile(command, args, { cwd, env: environment, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
    resolve({ code: error ? Number(error.code) || 1 : 0, stdout, stderr: stdout || stderr ? stderr : `${error ?? ''}` })));
}

/** Runs a command that must succeed; returns its standard output. */
export async function run(command: string, args: string[], options?: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await attempt(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (exit code ${code})\n${stdout}${stderr}`);
  return stdout;
}
