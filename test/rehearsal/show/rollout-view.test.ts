import { stripVTControlCharacters } from 'node:util';
import { FakeRollout } from './support';
import { outcomeOf } from '../../../rehearsal/show/outcome';
import { rolloutLines } from '../../../rehearsal/show/rollout-lines';
import { summary } from '../../../rehearsal/show/summary';

let fake: FakeRollout;

beforeEach(() => {
  jest.useFakeTimers({ now: 0, doNotFake: ['setImmediate'] });
  fake = new FakeRollout();
});
afterEach(() => {
  fake.rollout.close();
  jest.useRealTimers();
});

const seconds = (count: number) => jest.advanceTimersByTime(count * 1000);
const screen = () => rolloutLines(fake.rollout).map(line => stripVTControlCharacters(line));
const summaryOf = (stackStatus: string) => summary(outcomeOf(fake.rollout, stackStatus), 60).map(line => stripVTControlCharacters(line));

/** A bad version at 10 %: detected after 2 s (2 min in the cloud), rolled back 0.5 s later. */
function rolledBack(): void {
  fake.deployment({ targetVersionWeight: 10 });
  for (let i = 0; i < 9; i++) fake.invocation('1');
  for (const durationMs of [10, 20, 400]) fake.invocation('2', { durationMs, error: durationMs > 10 ? 'broken' : null });
  fake.answer(200);
  fake.answer(500, true);
  fake.answer(undefined);
  seconds(2);
  fake.alarm({});
  seconds(0.5);
  fake.rollback({ targetVersionWeight: 100 });
  fake.deployment({ targetVersionWeight: 10, status: 'Stopped', completeTime: new Date() });
  fake.rollback({ targetVersionWeight: 100, status: 'Succeeded', completeTime: new Date() });
  fake.invocation('1');
}

describe('the screen', () => {
  test('says so while there is no deployment', () => {
    fake.answer(200);
    expect(screen()).toEqual(['', '  release 2  CloudFormation is updating the stack …', '', '  customers    1 requests, none failed']);
  });

  test.each([[0, 40, 0], [10, 36, 4], [50, 20, 20], [100, 0, 40]])('at %i % the bar has %i cells of the old version and %i of the new', (percentage, old, fresh) => {
    fake.deployment({ targetVersionWeight: percentage });
    expect(screen()).toContain(`  version 1 ${'░'.repeat(old)}${'█'.repeat(fresh)} version 2   ${percentage} % of the traffic on version 2`);
  });

  test('shows hooks, counts, alarms and the next step', () => {
    fake.deployment({ targetVersionWeight: 10, nextShiftAt: new Date(3000) });
    for (const durationMs of [10, 20, 400]) fake.invocation('2', { durationMs, error: durationMs > 10 ? 'broken' : null });
    fake.invocation('1');
    expect(screen()).toEqual([
      '',
      '  release 2  orders, alias live, deployment d-1',
      '  ✓ before-traffic hook   ◐ shift traffic   ○ after-traffic hook   InProgress',
      '',
      `  version 1 ${'░'.repeat(36)}████ version 2   10 % of the traffic on version 2`,
      '',
      '                     requests        errors           p50           p95',
      '  version 1                 1             0         10 ms         10 ms',
      '  version 2                 3      2 (67 %)         20 ms        400 ms',
      '  customers    0 requests, none failed',
      '  alarm OK  errors',
      '  next: more traffic in 3.0 s (3 min in the cloud), unless an alarm fires',
    ]);
  });

  test('shows why an alarm fires, and the rollback', () => {
    rolledBack();
    expect(screen()).toEqual(expect.arrayContaining([
      '  alarm ALARM  errors: too many',
      `  version 1 ${'░'.repeat(40)} version 2   0 % of the traffic on version 2`,
      '  next: CloudFormation rolls the stack back',
    ]));
    expect(screen()[2]).toContain('Stopped   rollback: Succeeded');
  });

  test('until a rollback has flipped the alias, the traffic stays where the rollout left it', () => {
    fake.deployment({ targetVersionWeight: 10 });
    fake.rollback({ status: 'Created', targetVersionWeight: 0 });
    fake.invocation('2');
    expect(fake.rollout.percentage).toBe(10);
    fake.rollback({ targetVersionWeight: 100 });
    expect(fake.rollout.percentage).toBe(0);
    expect(fake.rollout.versions(10)).toMatchObject([{ version: '2', requests: 1 }]);
  });

  test.each([
    ['BeforeAllowTraffic', 'next: the first traffic, when the hook has passed'],
    ['AfterAllowTraffic', 'next: done, when the hook has passed'],
  ] as const)('says that it waits for the hook of %s while that runs', (name, expected) => {
    fake.deployment({ lifecycleEvents: [{ name, status: 'InProgress' }] });
    expect(screen().at(-1)).toBe(`  ${expected}`);
  });

  test('does not show other functions, aliases and alarms', () => {
    fake.deployment({});
    fake.invocation('2', { functionName: 'other' });
    fake.invocation('2', { alias: 'staging' });
    fake.invocation('2', { alias: null });
    fake.alarm({ alarmName: 'other' });
    expect(screen().filter(line => /version 2 .*ms|other/.test(line))).toEqual([]);
    expect(fake.rollout.detectedAt).toBeUndefined();
  });
});

describe('the summary', () => {
  test('of a rollback shows served and failed requests, and how long it took', () => {
    rolledBack();
    expect(summaryOf('UPDATE_ROLLBACK_COMPLETE')).toEqual([
      '',
      '✓ release 2: rolled back: version 1 serves all traffic again',
      '  at 10 %: version 1 served 9, version 2 served 3 (2 failed)',
      '  in total: version 1 served 10, version 2 served 3 (2 failed)',
      '  customers sent 3 requests, 2 failed (67 %); 1 failed again on the second try',
      '  time to detect: 2 min (2.0 s of real time), from the first shift to the alarm',
      '  time to roll back: 30 s (0.5 s of real time), from the alarm until all traffic was back',
      '  the stack is UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  test('of a success', () => {
    fake.deployment({ targetVersionWeight: 10 });
    fake.invocation('1');
    seconds(5);
    fake.deployment({ targetVersionWeight: 100, status: 'Succeeded', completeTime: new Date() });
    fake.invocation('2');
    fake.answer(200);
    expect(summaryOf('UPDATE_COMPLETE')).toEqual([
      '',
      '✓ release 2: Succeeded: version 2 serves all traffic',
      '  at 10 %: version 1 served 1',
      '  in total: version 1 served 1, version 2 served 1',
      '  customers sent 1 requests, 0 failed',
      '  the rollout took 5 min (5.0 s of real time)',
      '  the stack is UPDATE_COMPLETE',
    ]);
  });

  test.each([
    ['the stack was not rolled back', 'UPDATE_COMPLETE', 'Succeeded'],
    ['the alias is not back', 'UPDATE_ROLLBACK_COMPLETE', 'Failed'],
  ] as const)('a rollback has no summary if %s', (_, stackStatus, status) => {
    fake.rollback({ status });
    fake.deployment({ status: 'Stopped' });
    expect(() => summaryOf(stackStatus)).toThrow(`The deployment d-1 ended Stopped, its rollback ${status}, the stack ${stackStatus}`);
  });

  test('a release without a deployment has no summary', () => {
    expect(() => summaryOf('UPDATE_COMPLETE')).toThrow('CloudFormation updated the stack without a deployment: nothing was rolled out');
  });
});

test('every minute of cloud time is reported', () => {
  seconds(3.5);
  expect(fake.changes).toEqual([{ kind: 'minute' }, { kind: 'minute' }, { kind: 'minute' }]);
});
