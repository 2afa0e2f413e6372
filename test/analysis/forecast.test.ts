import { boundMinutes, ERROR_TEST, MEDIAN_LATENCY_TEST, type MetricTest, PROMOTION, TAIL_LATENCY_TEST } from '../../src/analysis';
import { expected } from '../../src/analysis/forecast/bound';
import { detectionMinutes, growthOf } from '../../src/analysis/forecast/detection';
import { clearedMinutes, exclusionMinutes } from '../../src/analysis/forecast/exclusion';

const traffic = (rps: number) => ({ baseline: 54 * rps, canary: 6 * rps });

describe('the bound is the one in the facts (A4, first number column)', () => {
  test.each([
    [5, 0.001, 0.002, 454, 0.5],
    [5, 0.001, 0.005, 45.9, 0.05],
    [5, 0.001, 0.051, 98 / 60, 0.5 / 60],
    [50, 0.001, 0.002, 45.4, 0.05],
    [500, 0.001, 0.005, 28 / 60, 0.5 / 60],
    [5, 0.01, 0.02, 44.8, 0.05],
    [5, 0.01, 0.05, 4.5, 0.05],
    [5, 0.01, 0.06, 3.2, 0.05],
    [500, 0.01, 0.02, 27 / 60, 0.5 / 60],
  ])('%p calls a second, %p to %p', (rps, baseline, canary, minutes, rounding) => {
    expect(Math.abs(boundMinutes(ERROR_TEST, traffic(rps), { baseline, canary }) - minutes)).toBeLessThanOrEqual(rounding * 1.02);
  });

  test('with a tolerance it is measured from the tolerated edge: 3 % against a harmless pair of 1.5 : 1', () => {
    // 2,700 and 300 calls, 27 and 9 bad: the harmless pair is b = 36/(450 + 2,700) and 1.5·b.
    const b = 36 / 3150;
    const divergence = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
    const nats = 300 * divergence(0.03, 1.5 * b) + 2700 * divergence(0.01, b);
    expect(boundMinutes(TAIL_LATENCY_TEST, traffic(50), { baseline: 0.01, canary: 0.03 })).toBeCloseTo(Math.log(250) / nats, 9);
  });

  test('for the median it is measured in odds: 60 % against a harmless pair of 1.1 : 1', () => {
    const divergence = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
    const nats = (b: number) => 300 * divergence(0.6, 1.1 * b / (1 + 0.1 * b)) + 2700 * divergence(0.5, b);
    const least = Math.min(...Array.from({ length: 2000 }, (_, i) => nats(0.45 + i / 20_000)));
    expect(boundMinutes(MEDIAN_LATENCY_TEST, traffic(50), { baseline: 0.5, canary: 0.6 })).toBeCloseTo(Math.log(250) / least, 3);
    expect(boundMinutes(MEDIAN_LATENCY_TEST, traffic(50), { baseline: 0.5, canary: 0.52 })).toBe(Infinity);
  });

  test('is infinite if there is no harm', () => {
    expect(boundMinutes(ERROR_TEST, traffic(5), { baseline: 0.01, canary: 0.01 })).toBe(Infinity);
    expect(boundMinutes(TAIL_LATENCY_TEST, traffic(5), { baseline: 0.01, canary: 0.015 })).toBe(Infinity);
  });
});

describe('the time to see a harm is near the simulated median of the facts (A4, rule at 60 s)', () => {
  test.each([
    [5, 0.001, 0.051, 3],
    [50, 0.001, 0.005, 7],
    [500, 0.001, 0.002, 7],
    [5, 0.01, 0.05, 7],
    [5, 0.01, 0.06, 5],
    [50, 0.01, 0.02, 7],
  ])('%p calls a second, %p to %p: %p minutes', (rps, baseline, canary, median) => {
    const minute = expected(traffic(rps), { baseline, canary });
    expect(Math.abs(detectionMinutes({ test: ERROR_TEST, minute, dispersion: 1 })! - median)).toBeLessThanOrEqual(1);
  });

  test('nine of ten take longer, dispersion makes it longer, and without harm nothing is ever seen', () => {
    const asked = { test: ERROR_TEST, minute: expected(traffic(5), { baseline: 0.01, canary: 0.05 }), dispersion: 1 };
    const median = detectionMinutes(asked)!;
    expect(detectionMinutes({ ...asked, deviations: 1.28 })!).toBeGreaterThan(median);
    expect(detectionMinutes({ ...asked, dispersion: 3 })! / median).toBeGreaterThan(1.8);
    expect(detectionMinutes({ ...asked, dispersion: 3 })! / median).toBeLessThan(4);
    expect(detectionMinutes({ ...asked, minute: expected(traffic(5), { baseline: 0.01, canary: 0.01 }) })).toBeUndefined();
    expect(detectionMinutes({ ...asked, minute: expected({ baseline: 100, canary: 0 }, { baseline: 0.01, canary: 0.05 }) })).toBeUndefined();
  });
});

test('the forecast for a slower median is near the time in which its exact evidence finds it', () => {
  // All calls a quarter longer: two thirds over the old p50. The bench's median is 6 minutes.
  const minute = expected(traffic(5), { baseline: 0.5, canary: 0.67 });
  const minutes = detectionMinutes({ test: MEDIAN_LATENCY_TEST, minute, dispersion: 1, growth: growthOf(MEDIAN_LATENCY_TEST) })!;
  expect(Math.abs(minutes - 6)).toBeLessThanOrEqual(1);
  expect(growthOf(TAIL_LATENCY_TEST)).toBe(growthOf(ERROR_TEST));
});

describe('the time to exclude harm', () => {
  const HARDLY_ANY = { baseline: 0.0001, canary: 0.00001 };
  const healthy = (test: MetricTest, rps: number, share: number) => ({ test, traffic: traffic(rps), share, dispersion: 1 });

  test('by the floor, if errors are rare: about 430 calls', () => {
    expect(exclusionMinutes(healthy(ERROR_TEST, 5, 0))).toBe(15);
    expect(exclusionMinutes(healthy(ERROR_TEST, 50, 0))).toBe(2);
  });

  test('by the ratio, if they are not', () => {
    const byRatio = exclusionMinutes(healthy(ERROR_TEST, 50, 0.01))!;
    expect(byRatio).toBeGreaterThan(2);
    expect(byRatio).toBeLessThan(8);
    const withoutFloor = { ...ERROR_TEST, exclusion: { ...ERROR_TEST.exclusion, floor: undefined } };
    expect(exclusionMinutes(healthy(withoutFloor, 50, 0.01))).toBe(byRatio);
  });

  test('in the tail, by its own floor', () => {
    expect(exclusionMinutes(healthy(TAIL_LATENCY_TEST, 5, 0.01))!).toBeLessThan(30);
  });

  test('in the median, by the odds', () => {
    const minutes = exclusionMinutes(healthy(MEDIAN_LATENCY_TEST, 5, 0.5))!;
    // ln 40 over the information that 30 canary calls a minute give about odds of 1 against odds of 2.
    expect(minutes).toBeGreaterThan(2);
    expect(minutes).toBeLessThan(8);
  });

  test('is not the only thing that a promotion waits for', () => {
    expect(clearedMinutes(healthy(ERROR_TEST, 50, 0), PROMOTION, 30)).toBe(10);
    expect(clearedMinutes(healthy(ERROR_TEST, 50, 0), PROMOTION, 5)).toBe(5);
    expect(clearedMinutes(healthy(ERROR_TEST, 50, 0), { ...PROMOTION, minimumCalls: 6000 }, 5)).toBe(20);
    expect(clearedMinutes({ ...healthy(ERROR_TEST, 50, 0.001), traffic: HARDLY_ANY }, PROMOTION, 5)).toBeUndefined();
  });

  test('not within a month without traffic', () => {
    expect(exclusionMinutes({ ...healthy(ERROR_TEST, 50, 0.001), traffic: HARDLY_ANY })).toBeUndefined();
  });
});
