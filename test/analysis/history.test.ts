import { ERRORS_ONLY, observation, readings, repeat, usual } from './support/fixture';
import { Random } from './support/play/random';
import { bursts } from './support/play/scenario';
import { analyse, readHistory, type Tally } from '../../src/analysis';

/** A day in bursts of `mean`. */
function day(rps: number, share: number, mean: number, seed = 1): Tally[] {
  const random = new Random(seed, `day ${rps} ${share} ${mean}`);
  return Array.from({ length: 1440 }, () => {
    const calls = random.poisson(60 * rps);
    return { calls, events: mean > 1 ? bursts(random, calls, share, mean) : random.binomial(calls, share) };
  });
}

const during = (minutes: Tally[], from: number, length: number, share: number) =>
  minutes.map(({ calls, events }, i) => ({ calls, events: i >= from && i < from + length ? Math.round(share * calls) : events }));

describe('dispersion', () => {
  test.each([[500, 0.001, 3], [50, 0.001, 3], [50, 0.01, 5], [5, 0.01, 3]])('of bursts at %p calls a second, %p, %p at a time: 2·mean − 1', (rps, share, mean) => {
    const { dispersion } = readHistory(day(rps, share, mean));
    expect(dispersion / (2 * mean - 1)).toBeGreaterThan(0.85);
    expect(dispersion / (2 * mean - 1)).toBeLessThan(1.15);
  });

  test('of independent calls is 1', () => {
    for (const rps of [0.1, 5, 500]) expect(readHistory(day(rps, 0.01, 1)).dispersion).toBeLessThan(1.1);
  });

  test('by hand: errors come three at a time', () => {
    // Each stretch of five minutes: p̂ = 6/500; Σ(x − 1.2)² = 10.8; expected 4/5 · 5 · 100·p̂·(1 − p̂) = 4.7424.
    const stretch = [0, 3, 0, 0, 3].map(events => ({ calls: 100, events }));
    expect(readHistory([...stretch, ...stretch, ...stretch])).toEqual({ share: 0.012, dispersion: expect.closeTo(10.8 / 4.7424, 12) });
    expect(readHistory([...stretch, ...stretch])).toEqual({ share: 0.012, dispersion: 1 });
  });

  test('is 1 if there is less variation than by chance, no history, no bad call, or nothing but bad calls', () => {
    const dispersion = (tallies: Tally[]) => readHistory(tallies).dispersion;
    expect(dispersion([1, 1, 1, 1].map(events => ({ calls: 100, events })))).toBe(1);
    expect(dispersion([])).toBe(1);
    expect(dispersion([{ calls: 0, events: 0 }])).toBe(1);
    expect(dispersion([{ calls: 5, events: 0 }])).toBe(1);
    expect(dispersion([{ calls: 5, events: 5 }])).toBe(1);
    expect(dispersion(day(5, 0, 1))).toBe(1);
  });

  test('is at most 20', () => {
    expect(readHistory(day(500, 0.01, 60)).dispersion).toBe(20);
  });

  test('leaves minutes without calls out', () => {
    const full = day(5, 0.01, 3);
    expect(readHistory(full.flatMap(minute => [minute, { calls: 0, events: 0 }]))).toEqual(readHistory(full));
  });
});

describe('one outage in the day', () => {
  test('of a function that hardly ever fails', () => {
    const never = day(50, 0, 1);
    expect(readHistory(during(never, 320, 10, 0.5))).toEqual({ share: 0, dispersion: 1 });
  });

  test.each([[3, 0.05], [10, 1], [60, 0.5], [110, 0.3]])('of %p minutes at %p does not blind the test, nor raise the guard', (length, share) => {
    const quiet = day(50, 0.001, 1);
    for (const from of [0, 300, 757]) {
      const { dispersion, share: usualShare } = readHistory(during(quiet, from, length, share));
      expect(dispersion).toBeLessThan(1.3);
      expect(usualShare).toBeLessThan(0.0015);
    }
  });

  test('and bursts outside of it are still measured', () => {
    const { dispersion } = readHistory(during(day(50, 0.001, 3), 300, 60, 0.5));
    expect(dispersion).toBeGreaterThan(4);
    expect(dispersion).toBeLessThan(6);
  });
});

test('the reason mentions bursts if they reduce the evidence', () => {
  const judge = (dispersion: number) =>
    analyse(ERRORS_ONLY, observation(readings(...repeat(15, [270, 2, 30, 0])), { maxExtensions: 0, histories: usual(0.007, dispersion) })).reason;
  expect(judge(4.84)).toBe('not decided after 15 minutes: harm in errors not excluded (φ 4.8: bad calls in bursts count less)');
  expect(judge(1.4)).not.toContain('bursts');
  const harm = analyse(ERRORS_ONLY, observation(readings([2700, 8, 300, 60]), { histories: usual(0.003, 5) })).reason;
  expect(harm).toMatch(/line 100 : 1 \(φ 5: bad calls in bursts count less\)$/);
});
