import { type Cells, ERRORS_ONLY, observation, readings, repeat } from './support/fixture';
import { Random } from './support/play/random';
import { analyse } from '../../src/analysis';

/** Share of rollouts of thirty minutes that are promoted although the canary fails more from a late minute on. */
function promoted(runs: number, rps: number, before: number, after: number, from: number): number {
  const random = new Random(5, `late ${rps} ${before} ${from}`);
  let count = 0;
  for (let run = 0; run < runs; run++) {
    const counts = Array.from({ length: 30 }, (_, minute): Cells => {
      const calls = random.poisson(60 * rps);
      const canary = random.binomial(calls, 0.1);
      return [calls - canary, random.binomial(calls - canary, before), canary, random.binomial(canary, minute < from ? before : after)];
    });
    if (analyse(ERRORS_ONLY, observation(readings(...counts), { windowMinutes: 30 })).verdict === 'promote') count++;
  }
  return count / runs;
}

test.each([
  // rps, share before and after, first sick minute, and the share that may be promoted: chance can hide a harm with this few failed calls.
  [50, 0.01, 0.05, 29, 0.08],
  [50, 0.01, 0.05, 28, 0.01],
  [5, 0.001, 0.051, 28, 0.27],
  [5, 0.001, 0.051, 26, 0.06],
])('harm that begins near the end, %p calls a second, %p to %p from minute %p: promoted in at most %p', (rps, before, after, from, most) => {
  expect(promoted(300, rps, before, after, from)).toBeLessThanOrEqual(most);
});

test('the price: at most 6 of 100 healthy canaries are watched for longer', () => {
  expect(promoted(300, 50, 0.001, 0.001, 30)).toBeGreaterThanOrEqual(0.94);
});

test('the reason names the newest evidence, and its cause is one that no setting may promote', () => {
  const counts: Cells[] = [...repeat(29, [2700, 27, 300, 3]), [2700, 27, 300, 12]];
  const { verdict, cause, reason, metrics } = analyse(ERRORS_ONLY, observation(readings(...counts), { windowMinutes: 30, maxExtensions: 0 }));
  expect([verdict, cause]).toEqual(['inconclusive', 'suspicious']);
  expect(reason).toMatch(/^not decided after 30 minutes: newest evidence on errors [\d,]+ : 1, calm below 10 : 1$/);
  expect(metrics[0].recent).toBeGreaterThan(metrics[0].value);
});
