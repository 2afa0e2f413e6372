import { type Cells, counts, ERRORS_ONLY, observation, readings, repeat, usual } from './support/fixture';
import { binomial } from './support/oracle';
import { Random } from './support/play/random';
import { bursts } from './support/play/scenario';
import { analyse, type AnalysisSettings, GUARD, type Histories, type Observation } from '../../src/analysis';
import { foldGuard, startGuard } from '../../src/analysis/guard';
import { logValue } from '../../src/analysis/mixture';

const HEALTHY: Cells = [2700, 8, 300, 1];
const OUTAGE: Cells = [2700, 270, 300, 30];

function judge(minutes: readonly Cells[], parts: Partial<Observation> = {}, settings: AnalysisSettings = ERRORS_ONLY): [string, string] {
  const { verdict, reason } = analyse(settings, observation(readings(...minutes), { windowMinutes: 240, ...parts }));
  return [verdict, reason];
}

describe('the guard rolls back', () => {
  test('if it is proven that both versions together fail too much, and three minutes with calls in a row are over the limit', () => {
    expect(judge([HEALTHY, OUTAGE, OUTAGE])[0]).toBe('continue');
    expect(judge([OUTAGE, OUTAGE, HEALTHY, OUTAGE])[0]).toBe('continue');
    expect(judge([HEALTHY, OUTAGE, OUTAGE, OUTAGE])).toEqual([
      'rollback', 'both versions together fail over 5 % of calls, in the last 3 minutes with calls too; '
      + 'evidence over 1,000,000 : 1, line 500 : 1; since the start canary fails 7.6 % of calls, baseline 7.6 %',
    ]);
    expect(judge([HEALTHY, OUTAGE, [0, 0, 0, 0], OUTAGE, OUTAGE])[0]).toBe('rollback');
    expect(judge([OUTAGE, OUTAGE, OUTAGE, HEALTHY])[0]).toBe('rollback');
  });

  test('if there is no baseline to compare with, and says so', () => {
    expect(judge(repeat(3, [0, 0, 30, 30]))[1]).toMatch(/; since the start canary fails 100 % of calls, baseline had no calls$/);
  });
});

describe('the guard does not roll back', () => {
  test('on three minutes that chance can explain', () => {
    // 4 in 30 calls are 13 %, three times in a row: at a true 5 % that happens in one of 2,000 rollouts of three minutes.
    expect(judge(repeat(3, [27, 4, 3, 0]))[0]).toBe('continue');
    expect(judge(repeat(5, [900, 45, 100, 5]))[0]).toBe('continue');
  });

  test('if it is switched off', () => {
    expect(judge(repeat(5, OUTAGE), {}, { ...ERRORS_ONLY, guard: undefined })[0]).toBe('continue');
  });

  test('a function that fails twice as often as the limit, and always did', () => {
    const often: Cells = [2700, 270, 300, 30];
    expect(judge(repeat(30, often), { histories: usual(0.1) })[0]).toBe('continue');
    expect(judge(repeat(30, [2700, 675, 300, 75]), { histories: usual(0.1) })[1]).toMatch(/^both versions together fail over 20 % of calls/);
  });
});

/** Share of rollouts with equal versions that errors and guard roll back; the bench measures all metrics together. */
function rolledBack(runs: number, minutes: number, rps: number, share: number, histories: Histories | undefined, burst = 1): number {
  const random = new Random(11, `guard ${rps} ${share} ${burst}`);
  let count = 0;
  for (let run = 0; run < runs; run++) {
    const cells = Array.from({ length: minutes }, (): Cells => {
      const calls = random.poisson(60 * rps);
      const canary = random.binomial(calls, 0.1);
      const bad = (n: number) => (burst > 1 ? bursts(random, n, share, burst) : random.binomial(n, share));
      return [calls - canary, bad(calls - canary), canary, bad(canary)];
    });
    if (analyse(ERRORS_ONLY, observation(readings(...cells), { windowMinutes: minutes, histories })).verdict === 'rollback') count++;
  }
  return count / runs;
}

describe('healthy canaries of functions that fail often stay within the whole budget of 2 %', () => {
  test.each([
    [50, 0.06, 0.06], [50, 0.03, 0.03], [5, 0.04, 0.04], [5, 0.05, undefined], [5, 0.04, undefined], [1, 0.03, undefined], [1, 0.04, 0.04],
  ])('%p calls a second, %p fail, %p before', (rps, share, before) => {
    expect(rolledBack(300, 60, rps, share, before === undefined ? undefined : usual(before))).toBeLessThanOrEqual(0.02);
  });

  test('in bursts too', () => {
    expect(rolledBack(300, 60, 5, 0.04, usual(0.04, 5), 3)).toBeLessThanOrEqual(0.02);
  });
});

test.each([[1, 0.05], [20, 0.05], [60, 0.02], [60, 0.3]])('the guard\'s expected winnings are at most its stake: %p calls, line at %p', (calls, line) => {
  const guard = { ...GUARD, errorShare: line, onsetMinutes: 0 };
  for (const p of [line, line / 2, 0]) {
    const mean = binomial(calls, p).reduce((sum, probability, events) => {
      const state = foldGuard(guard, startGuard(guard, 0, 1), counts([calls, events, 0, 0]));
      return sum + probability * Math.exp(logValue(state.harm, 0));
    }, 0);
    expect(mean).toBeLessThanOrEqual(1);
  }
});
