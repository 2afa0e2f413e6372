import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { processesNaming } from '../rehearsal/support/traces';

const ROOT = join(__dirname, '..', '..');
jest.setTimeout(300_000);

/** `npm start` as a newcomer runs it, with a temporary folder of its own, in which it must leave no file. */
class Start {
  public readonly folder = mkdtempSync(join(tmpdir(), 'canary-start-'));
  public output = '';
  public stdout = '';
  private readonly waiting: { pattern: RegExp; resolve: () => void }[] = [];
  public readonly exitCode: Promise<number | null>;
  private readonly child: ChildProcessByStdio<null, Readable, Readable>;

  constructor(...options: string[]) {
    this.child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs'), ...options], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: this.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // like a terminal of its own: Ctrl-C reaches all of its processes, and not the tests
    });
    this.exitCode = new Promise(resolve => this.child.once('close', code => resolve(code)));
    this.child.stdout.on('data', chunk => (this.stdout += chunk));
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

  private read(text: string): void {
    this.output += text;
    for (const { pattern, resolve } of this.waiting) if (pattern.test(this.output)) resolve();
  }
}

const starts: Start[] = [];
const begin = (...options: string[]) => {
  starts.push(new Start(...options));
  return starts[starts.length - 1];
};
afterAll(() => starts.forEach(start => rmSync(start.folder, { recursive: true, force: true })));

function assertNothingLeft(start: Start): void {
  expect(processesNaming(start.folder)).toEqual([]);
  expect(readdirSync(start.folder).filter(name => !isCompilerCache(name))).toEqual([]);
}

describe('npm start', () => {
  let start: Start;
  let exitCode: number | null;
  /** The output about the first release, and about the second. */
  let good: string;
  let bad: string;
  const numbers = (text: string, line: RegExp) => line.exec(text)!.slice(1).map(Number);

  beforeAll(async () => {
    start = begin();
    exitCode = await start.exitCode;
    [, good, bad] = start.output.split(/cdk deploy, release [23]\n/);
  });

  test('ends with exit code 0', () => {
    expect([exitCode, start.output]).toEqual([0, expect.any(String)]);
  });

  test('shows the hook, 10 %, 100 % and the end of the good release, in this order', () => {
    const steps = ['BeforeAllowTraffic InProgress', '; 10 % on version 2', 'version 1 served \\d+, version 2 served \\d+', '; 100 % on version 2',
      '✓ release 2: Succeeded: version 2 serves all traffic', 'the stack is UPDATE_COMPLETE'];
    expect(good).toMatch(new RegExp(steps.join('[^]*')));
  });

  test('at 10 %, customers reached both versions, the new one far less often', () => {
    const [old, fresh] = numbers(good, /at 10 %: version 1 served (\d+), version 2 served (\d+)/);
    expect(fresh).toBeGreaterThan(0);
    expect(old).toBeGreaterThan(3 * fresh);
  });

  test('no customer of the good release saw an error', () => {
    const [requests, failed] = numbers(good, /customers sent (\d+) requests, (\d+) failed/);
    expect(requests).toBeGreaterThan(100);
    expect(failed).toBe(0);
  });

  test('shows how the bad release trips the alarm on its version and is rolled back with the stack', () => {
    const steps = ['; 10 % on version 3', 'alarm \\S+ ALARM: Threshold Crossed: ', 'Stopped: ', '100 % on version 2',
      '✓ release 3: rolled back: version 2 serves all traffic again', 'the stack is UPDATE_ROLLBACK_COMPLETE'];
    expect(bad).toMatch(new RegExp(steps.join('[^]*')));
    expect(bad).not.toContain('; 100 % on version 3');
  });

  test('only the bad version failed, for few customers; the times to detect and to roll back are shown', () => {
    const [requests, failed] = numbers(bad, /customers sent (\d+) requests, (\d+) failed/);
    expect(failed).toBeGreaterThan(2);
    expect(failed).toBeLessThan(requests / 4);
    expect(bad).toMatch(/in total: version 2 served \d+, version 3 served \d+ \(\d+ failed\)/);
    expect(bad).toMatch(/time to detect: \d+ min.*\n {2}time to roll back: \d/);
  });

  test('leaves no process and no file behind', () => {
    assertNothingLeft(start);
  });
});

test('Ctrl-C in the middle of a rollout ends everything, with exit code 130; with --json stdout is JSON only', async () => {
  const start = begin('--release', 'bad', '--time-scale', '10', '--seed', '2', '--json');
  await start.prints(/"targetVersionWeight":10/);
  start.pressCtrlC();
  expect(await start.exitCode).toBe(130);
  const objects = start.stdout.trim().split('\n').map(line => JSON.parse(line));
  expect(objects.filter(({ type }) => type === 'step').map(({ title }) => title)).toEqual(
    ['local cloud', 'cdk synth, releases 1, 3', 'cdk bootstrap', 'cdk deploy, release 1', 'first customer served']);
  expect(objects.find(({ type }) => type === 'deployment')).toMatchObject({ release: 'release 3', status: 'Created', targetVersion: '2' });
  expect(objects.at(-1)).toMatchObject({ type: 'note', text: 'interrupted; nothing is left behind' });
  assertNothingLeft(start);
});

test.each([
  [['--release', 'worse'], '`--release` must be good or bad, got: worse'],
  [['--time-scale', 'fast'], '`--time-scale` must be a number from 1 to 20, got: fast'],
])('%p: exit code 2, with the usage', async (options, message) => {
  const start = begin(...options);
  expect(await start.exitCode).toBe(2);
  expect(start.output).toContain(`npm start: ${message}\n\nUsage: npm start`);
});

/** Compilers cache their output for the next run; those files are not the rehearsal's. */
function isCompilerCache(name: string): boolean {
  return /^(tsx-|node-compile-cache|jsii-)/.test(name);
}
