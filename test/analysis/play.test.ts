import { Random } from './support/play/random';
import { pValue } from './support/play/rivals';
import { healthy, slowed, upperTail } from './support/play/scenario';
import { type Play, simulate } from './support/play/simulate';

/** The bench's tables are only as good as its random numbers. */

function moments(draw: () => number): { mean: number; variance: number } {
  const values = Array.from({ length: 20_000 }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

/** Within four standard errors for the mean, and 6 % for the variance. */
function expectMoments(draw: () => number, mean: number, variance: number): void {
  const found = moments(draw);
  expect(Math.abs(found.mean - mean)).toBeLessThan(4 * Math.sqrt(variance / 20_000));
  expect(Math.abs(found.variance / variance - 1)).toBeLessThan(0.06);
}

describe('random numbers', () => {
  test.each([[10, 0.1], [3000, 0.001], [5000, 0.1], [300, 0.5], [1000, 0.9]])('%p trials of %p', (n, p) => {
    const random = new Random(1, 'binomial');
    expectMoments(() => random.binomial(n, p), n * p, n * p * (1 - p));
  });

  test.each([0.3, 8, 30, 5000])('a Poisson mean of %p', mean => {
    const random = new Random(2, 'poisson');
    expectMoments(() => random.poisson(mean), mean, mean);
  });

  test('clusters of 3 on average', () => {
    const random = new Random(3, 'geometric');
    expectMoments(() => random.geometric(3), 3, 6);
    expect(random.geometric(1)).toBe(1);
  });

  test('no trial, impossible and certain ones', () => {
    const random = new Random(4, 'edges');
    expect([random.binomial(0, 0.5), random.binomial(9, 0), random.binomial(9, 1), random.poisson(0)]).toEqual([0, 0, 9, 0]);
  });

  test('are the same for the same seed and row, and different for another', () => {
    const draws = (seed: number, stream: string) => {
      const random = new Random(seed, stream);
      return Array.from({ length: 5 }, () => random.uniform());
    };
    expect(draws(1, 'a')).toEqual(draws(1, 'a'));
    expect(draws(1, 'a')).not.toEqual(draws(1, 'b'));
    expect(draws(1, 'a')).not.toEqual(draws(2, 'a'));
  });
});

test.each([[0, 0.5], [1.96, 0.0249979], [-1.96, 0.9750021], [2.3263479, 0.01], [5, 2.866516e-7]])('P(Z > %p) = %p', (z, expected) => {
  expect(upperTail(z) / expected).toBeCloseTo(1, 5);
});

test('Mann-Whitney: five rates above five others, ties, and no difference at all', () => {
  // U = 25, mean 12.5, variance 5·5·11/12: z = 12/√22.9167 = 2.50672.
  expect(pValue([6, 7, 8, 9, 10], [1, 2, 3, 4, 5])).toBeCloseTo(upperTail(2.50672), 5);
  // Ranks 1.5 twice, 4.5 four times, 7 and 8: U = 14, mean 8, variance 16/12·(9 − 66/56), z = 1.70314.
  expect(pValue([1, 1, 2, 3], [0, 0, 1, 1])).toBeCloseTo(upperTail(1.70314), 5);
  expect(pValue([1, 1], [1, 1])).toBe(1);
});

test('durations a quarter longer, lognormal with σ = 0.5: 3 % over the old p99, two thirds over the old p50', () => {
  const { overP99, overP50 } = slowed(0.001, 1.25);
  expect(overP99).toBeCloseTo(upperTail(2.3263479 - 0.4462871), 6);
  expect(overP50).toBeCloseTo(0.6723, 4);
  expect(slowed(0.001, 1)).toEqual({ errors: 0.001, overP99: expect.closeTo(0.01, 6), overP50: expect.closeTo(0.5, 6) });
});

test('a row played twice with the same seed gives the same', () => {
  const row: Play = {
    section: 'race',
    title: '0.1 %, 50 rps, ×5',
    scenario: { rps: 50, weight: 0.1, minutes: 30, baseline: healthy(0.001), canary: healthy(0.005) },
    watchers: ['rule 10 s', 'rule 60 s', '(i) 1 min', '(i) 5 min', '(ii)', '(iii)', '(iii′)', '(iv)'],
  };
  expect(simulate(row, 10, 7)).toEqual(simulate(row, 10, 7));
});
