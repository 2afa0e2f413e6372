import { stripVTControlCharacters } from 'node:util';
import { DEPLOYMENT, FakeRollout } from './support';
import { screenFor } from '../../../rehearsal/show/main';
import { type Outcome } from '../../../rehearsal/show/outcome';
import { type Screen } from '../../../rehearsal/show/screen';

let written: string;
let fake: FakeRollout;

beforeEach(() => {
  written = '';
  fake = new FakeRollout();
});
afterEach(() => fake.rollout.close());

const terminal = (change: { isTTY?: boolean; columns?: number } = {}) =>
  ({ ...change, write: (text: string) => (written += text) }) as unknown as NodeJS.WriteStream;

const OUTCOME: Outcome = {
  release: 'release 2',
  result: 'Succeeded',
  deploymentId: 'd-1',
  oldVersion: '1',
  newVersion: '2',
  stackStatus: 'UPDATE_COMPLETE',
  versions: [],
  steps: [],
  customers: { requests: 1, failed: 0, givenUp: 0 },
  rolloutSeconds: 300,
};

/** What a terminal shows after all writes, without colours. */
function picture(): string[] {
  const lines: string[] = [];
  let row = 0;
  // Either "up by this many lines" and "clear everything below", or text with its line ends.
  // eslint-disable-next-line no-control-regex
  for (const [, up, clear, text] of written.matchAll(/\u001b\[(\d+)A|(\u001b\[0J)|((?:\u001b\[\d+m|[^\u001b])+)/g)) {
    if (up) row -= Number(up);
    if (clear) lines.length = row;
    for (const line of text ? stripVTControlCharacters(text).split('\n').slice(0, -1) : []) lines[row++] = line;
  }
  return lines;
}

describe('on a terminal', () => {
  let screen: Screen;
  beforeEach(() => {
    jest.useFakeTimers();
    screen = screenFor(terminal({ isTTY: true, columns: 60 }), false);
  });
  afterEach(() => jest.useRealTimers());

  test('the rollout is drawn in one place, however often it changes; what came before stays', () => {
    screen.line('before');
    screen.update(fake.rollout);
    for (const targetVersionWeight of [0, 10, 100]) {
      fake.deployment({ targetVersionWeight });
      screen.update(fake.rollout);
    }
    const lines = picture();
    expect(lines[0]).toBe('before');
    expect(lines.filter(line => line.includes('version 1 '))).toHaveLength(1);
    expect(lines.find(line => line.includes('version 1 '))).toContain('█'.repeat(40));
  });

  test('no line wraps', () => {
    fake.deployment({ functionName: 'f'.repeat(80) });
    screen.update(fake.rollout);
    expect(Math.max(...picture().map(line => line.length))).toBeLessThan(60);
  });

  test('the countdown runs between the changes, and stops with the rollout', () => {
    screen.update(fake.rollout);
    const drawn = written.length;
    jest.advanceTimersByTime(250);
    expect(written.length).toBeGreaterThan(drawn);
    screen.settle(fake.rollout);
    const settled = written.length;
    jest.advanceTimersByTime(1000);
    expect(written.length).toBe(settled);
    screen.line('after');
    expect(picture().at(-1)).toBe('after');
  });
});

test('without a terminal each change is a line, and simultaneous changes share one', async () => {
  const screen = screenFor(terminal(), false);
  for (const targetVersionWeight of [0, 10]) screen.update(fake.rollout, { kind: 'deployment', view: { ...DEPLOYMENT, targetVersionWeight } });
  await new Promise(resolve => setImmediate(resolve));
  screen.update(fake.rollout, { kind: 'alarm', view: { alarmName: 'errors', state: 'ALARM', reason: 'too many', changedAt: new Date() } });
  const lines = written.trim().split('\n').map(line => line.replace(/^ *[\d.]+ s {2}/, ''));
  expect(lines).toEqual([
    'd-1 InProgress: BeforeAllowTraffic Succeeded, AllowTraffic InProgress, AfterAllowTraffic Pending; 10 % on version 2',
    'alarm errors ALARM: too many',
  ]);
});

test('with --json each line is an object', async () => {
  const screen = screenFor(terminal({ isTTY: true }), true);
  await screen.step('local cloud', async () => {});
  screen.update(fake.rollout);
  fake.deployment({ targetVersionWeight: 10 });
  fake.invocation('2', { error: 'broken' });
  screen.update(fake.rollout, { kind: 'deployment', view: DEPLOYMENT });
  screen.update(fake.rollout, { kind: 'minute' });
  screen.settle(fake.rollout);
  screen.outcome(OUTCOME, 60);
  screen.failure('it broke');
  const objects = written.trim().split('\n').map(line => JSON.parse(line));
  expect(objects).toEqual([
    expect.objectContaining({ type: 'step', title: 'local cloud', seconds: expect.any(Number) }),
    expect.objectContaining({ type: 'begin', release: 'release 2' }),
    expect.objectContaining({ type: 'deployment', release: 'release 2', deploymentId: 'd-1' }),
    expect.objectContaining({ type: 'minute', percentage: 10, versions: [expect.objectContaining({ version: '2', requests: 1, errors: 1 })] }),
    expect.objectContaining({ type: 'outcome', ...OUTCOME }),
    expect.objectContaining({ type: 'failure', message: 'it broke' }),
  ]);
});
