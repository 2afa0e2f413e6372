import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
jest.setTimeout(300_000);

/** `npm start` as a newcomer runs it, with a temporary folder of its own in which it must leave nothing. */
class Start {
  public readonly folder = mkdtempSync(join(tmpdir(), 'canary-start-'));
  public output = '';
  private readonly waiting: { pattern: RegExp; resolve: () => void }[] = [];
  private readonly child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs')], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: this.folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a terminal of its own: Ctrl-C reaches all of it, and nothing of the tests
  });
  public readonly exitCode = new Promise<number | null>(resolve => this.child.once('close', code => resolve(code)));

  constructor() {
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', chunk => this.read(String(chunk)));
  }

  public prints(pattern: RegExp): Promise<void> {
    const ended = this.exitCode.then(code => {
      if (!pattern.test(this.output)) throw new Error(`npm start ended (${code}) without ${pattern}:\n${this.output}`);
    });
    return Promise.race([ended, new Promise<void>(resolve => this.waiting.push({ pattern, resolve }))]);
  }

  public pressCtrlC(): void {
    process.kill(-this.child.pid!, 'SIGINT');
  }

  /** Processes that know the folder, by command line or environment. */
  public processesLeft(): string[] {
    return readdirSync('/proc').filter(name => /^\d+$/.test(name) && Number(name) !== process.pid).filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(this.folder) || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.folder);
      } catch {
        return false; // it has just ended
      }
    });
  }

  private read(text: string): void {
    this.output += text;
    for (const { pattern, resolve } of this.waiting) if (pattern.test(this.output)) resolve();
  }
}

const starts: Start[] = [];
const begin = () => {
  starts.push(new Start());
  return starts[starts.length - 1];
};
afterAll(() => starts.forEach(start => rmSync(start.folder, { recursive: true, force: true })));

describe('npm start', () => {
  let start: Start;
  let exitCode: number | null;
  const served = (line: RegExp) => line.exec(start.output)!.slice(1).map(Number);

  beforeAll(async () => {
    start = begin();
    exitCode = await start.exitCode;
  });

  test('ends with exit code 0', () => {
    expect([exitCode, start.output]).toEqual([0, expect.any(String)]);
  });

  test('deploys the first release, then the second', () => {
    expect(start.output).toMatch(/cdk deploy, release 1: done[^]*cdk deploy, release 2/);
  });

  test('shows hook, 10 %, 100 % and the end, in this order', () => {
    const steps = ['BeforeAllowTraffic InProgress', 'BeforeAllowTraffic Succeeded', '; 10 % on version 2', '; 100 % on version 2', 'Succeeded: version 2'];
    expect(start.output).toMatch(new RegExp(steps.join('[^]*')));
  });

  test('at 10 %, customers met both versions, the new one far less often', () => {
    const [old, fresh] = served(/at 10 %: version 1 served (\d+), version 2 served (\d+)/);
    expect(fresh).toBeGreaterThan(0);
    expect(old).toBeGreaterThan(3 * fresh);
  });

  test('no customer saw an error', () => {
    const [requests, failed] = served(/(\d+) requests, (\d+) failed/);
    expect(requests).toBeGreaterThan(50);
    expect(failed).toBe(0);
  });

  test('leaves no process and no file behind', () => {
    expect(start.processesLeft()).toEqual([]);
    expect(readdirSync(start.folder).filter(name => !isCompilerCache(name))).toEqual([]);
  });
});

test('Ctrl-C in the middle of a rollout ends everything, with exit code 130', async () => {
  const start = begin();
  await start.prints(/; 10 % on version 2/);
  start.pressCtrlC();
  expect(await start.exitCode).toBe(130);
  expect(start.output).toContain('interrupted; nothing is left behind');
  expect(start.processesLeft()).toEqual([]);
  expect(readdirSync(start.folder).filter(name => !isCompilerCache(name))).toEqual([]);
});

/** Compilers keep what they compiled for the next run; that is theirs, not ours. */
function isCompilerCache(name: string): boolean {
  return /^(tsx-|node-compile-cache|jsii-)/.test(name);
}
