import { type Forecast } from '../../../src/analysis';
import { run } from '../support/run';

async function plan(line: string): Promise<Forecast> {
  return JSON.parse((await run(`plan ${line} --json`)).out) as Forecast;
}

describe('plan refuses', () => {
  test.each([
    ['--error-rate 1', '`--rps` must be given (calls per second)'],
    ['--rps 5', '`--error-rate` must be given (percent)'],
    ['--rps 0 --error-rate 1', '`--rps` must be a number between 0.0001 and 10000000 (calls per second), got: 0'],
    ['--rps many --error-rate 1', '`--rps` must be a number between 0.0001 and 10000000 (calls per second), got: many'],
    ['--rps 5 --error-rate 100', '`--error-rate` must be a number between 0 and 99.9 (percent), got: 100'],
    ['--rps 5 --error-rate 1 --percentage 0.5', '`--percentage` must be a number between 1 and 99 (percent), got: 0.5'],
    ['--rps 5 --error-rate 1 --window 1.5', '`--window` must be a whole number between 1 and 1440 (minutes), got: 1.5'],
    ['--rps 5 --error-rate 1 --max-extensions 101', '`--max-extensions` must be a whole number between 0 and 100 (extensions), got: 101'],
    ['--rps 5 --error-rate 1 --dispersion 0', '`--dispersion` must be a number between 1 and 1000 (times), got: 0'],
    ['--rps 5 --error-rate 1 --guard 100', '`--guard` must be a number between 0 and 99 (percent), got: 100'],
    ['--rps 5 --error-rate 1 --timeout 901', '`--timeout` must be a number between 1 and 900 (seconds), got: 901'],
  ])('%s', async (line, message) => {
    const { code, out, err } = await run(`plan ${line}`);
    expect([code, out, err.split('\n\n')[0]]).toEqual([2, '', message]);
    expect(err).toContain('\n\nUsage: npx cdk-canary-lambda plan');
  });

  test('an unknown option', async () => {
    const { code, err } = await run('plan --rps 5 --error-rate 1 --weight 3');
    expect(code).toBe(2);
    expect(err).toMatch(/^Unknown option '--weight'/);
  });
});

describe('plan --json', () => {
  test('50 calls a second and 0.1 % errors: ×5 is seen, ×2 is not', async () => {
    const { errors, canaryCallsPerMinute, smallestPercent } = await plan('--rps 50 --error-rate 0.1 --percentage 10 --window 30');
    expect(canaryCallsPerMinute).toBeCloseTo(300, 9);
    expect(errors.harms.map(({ harm, seenInWindow }) => [harm, seenInWindow])).toEqual([
      ['×1.5', 'no'], ['×2', 'no'], ['×3', 'even odds'], ['×5', 'yes'], ['×10', 'yes'], ['+1 point', 'yes'], ['+5 points', 'yes'], ['every call', 'yes'],
    ]);
    expect(errors.harms[3]).toMatchObject({ percent: 0.5, minutes: 7, boundMinutes: expect.closeTo(4.6, 1), badCalls: 11, tolerated: true });
    expect(smallestPercent).toBeGreaterThan(0.3);
    expect(smallestPercent).toBeLessThan(0.5);
  });

  test('5 calls a second cannot show a doubling of 0.1 %, with any share of the traffic', async () => {
    const answer = await plan('--rps 5 --error-rate 0.1');
    expect(answer.errors.harms[1]).toMatchObject({ harm: '×2', seenInWindow: 'no' });
    expect(answer.errors.harms[1].minutes).toBeGreaterThan(600);
    expect(answer.percentageForDoubling).toBeUndefined();
  });

  test('the share of the traffic at which a doubling is seen', async () => {
    const answer = await plan('--rps 500 --error-rate 0.1 --percentage 3');
    expect(answer.errors.harms[1].seenInWindow).not.toBe('yes');
    const at = async (percentage: number) => (await plan(`--rps 500 --error-rate 0.1 --percentage ${percentage}`)).errors.harms[1].seenInWindow;
    expect([await at(answer.percentageForDoubling! - 1), await at(answer.percentageForDoubling!)]).toEqual([expect.not.stringMatching(/^yes$/), 'yes']);
  });

  test('a harm that is seen only with the extensions, if there are any', async () => {
    const harm = async (line: string) => (await plan(`--rps 5 --error-rate 1 ${line}`)).errors.harms.find(({ percent }) => percent === 3)!.seenInWindow;
    expect(await harm('--window 15 --max-extensions 6')).toBe('extended');
    expect(await harm('--window 15 --max-extensions 0')).toBe('no');
  });

  test('no error today: nothing to double', async () => {
    const { errors, percentageForDoubling } = await plan('--rps 50 --error-rate 0');
    expect(errors.harms.map(({ harm }) => harm)).toEqual(['+1 point', '+5 points', 'every call']);
    expect(percentageForDoubling).toBeUndefined();
    // Harm is excluded after two minutes, but ten must be watched.
    expect(errors.clearedAfter).toBe(10);
  });

  test('errors so common today that added points would exceed 100 % and are left out', async () => {
    expect((await plan('--rps 50 --error-rate 97')).errors.harms.map(({ harm }) => harm)).toEqual(['+1 point', 'every call']);
  });

  test('a smaller risk, bursts and a lower floor take longer', async () => {
    const time = async (line: string) => (await plan(`--rps 50 --error-rate 0.1 ${line}`)).errors;
    const usual = await time('');
    expect((await time('--false-rollback 0.1')).harms[3].minutes!).toBeGreaterThan(usual.harms[3].minutes!);
    expect((await time('--dispersion 3')).harms[3].minutes!).toBeGreaterThan(2 * usual.harms[3].minutes!);
    expect((await time('--floor 0.3')).clearedAfter!).toBeGreaterThan(usual.clearedAfter!);
    expect((await time('--floor 0.3')).harms[3].tolerated).toBe(false);
  });

  test('a slower median: odds of 1.5 are seen, 55 % of calls over the old p50 are not', async () => {
    const { medianLatency } = await plan('--rps 50 --error-rate 0.1');
    expect(medianLatency.baselinePercent).toBe(50);
    expect(medianLatency.harms.map(({ harm, seenInWindow, tolerated }) => [harm, seenInWindow, tolerated])).toEqual([
      ['+5 points', 'no', true], ['+10 points', 'yes', true], ['+20 points', 'yes', false], ['+40 points', 'yes', false], ['every call', 'yes', false],
    ]);
  });

  test('nothing is promoted before ten minutes, or the window if it is shorter, and fifty canary calls', async () => {
    const cleared = async (line: string) => {
      const { errors, medianLatency } = await plan(line);
      return [errors.clearedAfter, medianLatency.clearedAfter];
    };
    expect(await cleared('--rps 500 --error-rate 0')).toEqual([10, 10]);
    expect(await cleared('--rps 500 --error-rate 0 --window 4')).toEqual([4, 4]);
    expect((await cleared('--rps 0.05 --error-rate 0 --percentage 50'))[1]).toBeGreaterThanOrEqual(Math.ceil(50 / 1.5));
  });

  test('the guard: its limit, a warning near it, and switched off', async () => {
    expect((await plan('--rps 5 --error-rate 1')).guard).toEqual({ limitPercent: 5, near: false });
    expect((await plan('--rps 5 --error-rate 3')).guard).toEqual({ limitPercent: 6, near: true });
    expect((await plan('--rps 5 --error-rate 3 --guard 20')).guard).toEqual({ limitPercent: 20, near: false });
    expect((await plan('--rps 5 --error-rate 3 --guard 0')).guard).toBeUndefined();
    expect((await run('plan --rps 5 --error-rate 6')).out).toContain('\nToday\'s 6 % is near the guard\'s 5 % or above it. While the usual share is known from the last 24 hours,\n');
    expect((await run('plan --rps 5 --error-rate 6 --guard 0')).out).not.toContain('guard');
  });

  test('a long timeout makes minutes settle later', async () => {
    expect((await plan('--rps 5 --error-rate 1')).question.settleSeconds).toBe(120);
    expect((await plan('--rps 5 --error-rate 1 --timeout 900')).question.settleSeconds).toBe(960);
  });
});

test('plan as text: tables with bars, and advice', async () => {
  const { code, out } = await run('plan --rps 5 --error-rate 1');
  expect(code).toBe(0);
  const lines = out.split('\n');
  expect(lines.slice(0, 6)).toEqual([
    '5 calls/s, 10 % of them to the canary: 30 canary calls a minute. 1 % of calls fail today.',
    'Window: 15 settled minutes, up to 30 min if extended; a minute settles 120 s after it ends.',
    '',
    'Failed calls (today 1 %; half of the healthy canaries may be promoted after 55 min)',
    '  harm        canary fails  half see it in  9 of 10 in  bad calls  seen  1 min   10 min  100 min  1 day',
    '  ×1.5               1.5 %           4.2 h       8.4 h        113  no *  █████████│██████████',
  ]);
  expect(lines.find(line => line.startsWith('  ×10  '))).toBe('  ×10                 10 %           3 min       5 min          9  yes   █████    │');
  expect(lines.slice(-6)).toEqual([
    '* Small enough to be promoted if it is not seen: below the floor, or less than a doubling.',
    'Nine of ten rollouts see a canary that fails 4.8 % of calls in 15 minutes.',
    'Fewer than nine of ten would see a doubling of 1 %, even with half of the traffic on the canary.',
    'Healthy canaries will often not be promoted in the window: half of them need 55 min or more.',
    'Watch longer, shift more traffic, raise the floor, or say in `onInconclusive` what to do.',
    'The guard rolls back if both versions together are proven to fail over 5 % of calls, whatever the cause.',
  ]);
});

test('plan as text: what would help, and too little traffic for anything', async () => {
  expect((await run('plan --rps 500 --error-rate 0.1 --percentage 3')).out).toMatch(/\nNine of ten would see a doubling with \d+ % instead of 3 % of the traffic on the canary\.\n/);
  expect((await run('plan --rps 0.001 --error-rate 0')).out)
    .toContain('Too little traffic: nothing is seen for sure in 15 minutes, not even a canary that fails every call.');
  expect((await run('plan --rps 0.001 --error-rate 0')).out).toContain('over a month          –  no *');
});
