import { type Cells, counts } from './support/fixture';
import { binomial, exactOracle, mixtureOracle, noncentral, ratioOracle } from './support/oracle';
import { ERROR_TEST, MEDIAN_LATENCY_TEST, type MetricName, type MetricTest, type Pair, SEQUENTIAL_TESTS } from '../../src/analysis';
import { tilt } from '../../src/analysis/clusters';
import { exactEvidence } from '../../src/analysis/exact-evidence';
import { floorEvidence, floorGains } from '../../src/analysis/floor-evidence';
import { logFactorial } from '../../src/analysis/log-space';
import { foldMixture, logValue, startMixture } from '../../src/analysis/mixture';
import { gainPerBadCall, ratioEvidence } from '../../src/analysis/ratio-evidence';

describe('ln n!', () => {
  test.each([0, 1, 2, 10, 170, 255, 256, 257, 1000, 5000])('%p', n => {
    let exact = 0;
    for (let i = 2; i <= n; i++) exact += Math.log(i);
    expect(Math.abs(logFactorial(n) - exact)).toBeLessThan(1e-12 * Math.max(1, exact));
  });
});

describe('ratio evidence is what the second form in the facts says', () => {
  test.each<[Cells, number, number]>([
    [[270, 3, 30, 6], 5, 1],
    [[2700, 27, 300, 12], 3, 1.5],
    [[10, 0, 90, 9], 2, 1],
    [[270, 3, 30, 6], 0.5, 2],
  ])('%j, %p against %p', (cells, alternative, nullRatio) => {
    expect(ratioEvidence(counts(cells), [alternative], nullRatio, 1)[0]).toBeCloseTo(ratioOracle(cells, alternative, nullRatio), 10);
  });

  test.each<[Cells]>([[[0, 0, 0, 0]], [[0, 0, 30, 3]], [[30, 3, 0, 0]]])('nothing to compare in %j: no evidence', cells => {
    expect(ratioEvidence(counts(cells), [5], 1, 1)).toEqual([0]);
  });
});

describe('exact evidence is the ratio of exactly enumerated probabilities', () => {
  test.each<[Cells]>([
    [[5, 2, 5, 3]],
    [[270, 130, 30, 24]],
    [[270, 270, 30, 30]],
    [[270, 0, 30, 0]],
    [[30, 29, 270, 1]],
    [[0, 0, 30, 3]],
    [[30, 3, 0, 0]],
    [[1200, 600, 130, 80]],
    // With this many outcomes the sum is sampled.
    [[900, 450, 900, 500]],
    [[2000, 300, 2000, 400]],
  ])('%j', cells => {
    // A sampled sum has a relative error below 2e-7.
    const digits = Math.min(...cells) > 100 ? 6 : 9;
    const odds = [0.5, 1, 1.25, 1.375, 2.2, 5.5];
    for (const nullOdds of [1.1, 2]) {
      const expected = odds.map(alternative => expect.closeTo(exactOracle(cells, alternative, nullOdds), digits) as number);
      expect(exactEvidence(counts(cells), odds, nullOdds)).toEqual(expected);
    }
  });

  test('for a million and a billion calls, too many to enumerate, it grows in proportion to the calls', () => {
    const [small] = exactEvidence(counts([9e6, 4.5e6, 1e6, 0.5e6]), [1.375], 1.1);
    const [large] = exactEvidence(counts([9e8, 4.5e8, 1e8, 0.5e8]), [1.375], 1.1);
    expect(large / small).toBeCloseTo(100, 3);
  });
});

describe('expected evidence under the null is at most 1, by enumeration of every outcome', () => {
  const CALLS: [number, number][] = [[1, 1], [9, 1], [12, 3], [5, 9], [20, 20]];
  const SHARES = [0, 0.001, 0.01, 0.1, 0.3, 0.6, 1];
  const tests: [MetricName, MetricTest][] = SEQUENTIAL_TESTS.map(test => [test.metric, test]);
  const logs = ({ form }: MetricTest, cells: Cells, alternatives: readonly number[], nullRatio: number) => (form === 'exact'
    ? exactEvidence(counts(cells), alternatives, nullRatio)
    : ratioEvidence(counts(cells), alternatives, nullRatio, 1));

  // Every size of every test, at every harmless pair of shares on the grid.
  describe.each(tests)('%s', (_, test_) => {
    const { form, tolerance, effects, exclusion: { harmRatio, healthyRatios } } = test_;
    const worse = (p: number, factor: number) => (form === 'exact' ? factor * p / (1 - p + factor * p) : factor * p);

    test.each(CALLS)('harm, %p baseline and %p canary calls', (nb, nc) => {
      for (const pb of SHARES) {
        for (const part of [0, 0.5, 1]) {
          const pc = Math.min(1, part * worse(pb, tolerance));
          const means = expected(nb, nc, pb, pc, cells => logs(test_, cells, effects.map(effect => effect * tolerance), tolerance));
          expect(Math.max(...means)).toBeLessThanOrEqual(1 + 1e-9);
        }
      }
    });

    test.each(CALLS)('reversed, with harm, %p baseline and %p canary calls', (nb, nc) => {
      for (const pb of SHARES) {
        for (const factor of [harmRatio, 1.5 * harmRatio]) {
          const pc = worse(pb, factor);
          if (pc > 1) continue;
          expect(Math.max(...expected(nb, nc, pb, pc, cells => logs(test_, cells, healthyRatios, harmRatio)))).toBeLessThanOrEqual(1 + 1e-9);
        }
      }
    });
  });

  test.each(CALLS)('exact form: exactly 1 at the edge for every size, less inside, for any number of bad calls; %p and %p calls', (nb, nc) => {
    const { tolerance, effects, exclusion } = MEDIAN_LATENCY_TEST;
    for (let bad = 0; bad <= nb + nc; bad++) {
      const at = (odds: number, alternatives: number[], nullOdds: number) => {
        const outcomes = [...noncentral({ baseline: nb, canary: nc }, bad, odds)];
        return outcomes.reduce((sums, [k, log]) => {
          const found = exactEvidence(counts([nb, bad - k, nc, k]), alternatives, nullOdds);
          return sums.map((sum, j) => sum + Math.exp(log + found[j]));
        }, alternatives.map(() => 0));
      };
      const sizes = effects.map(effect => effect * tolerance);
      for (const mean of at(tolerance, sizes, tolerance)) expect(mean).toBeCloseTo(1, 8);
      for (const mean of at(1, sizes, tolerance)) expect(mean).toBeLessThanOrEqual(1 + 1e-9);
      for (const mean of at(exclusion.harmRatio, [...exclusion.healthyRatios], exclusion.harmRatio)) expect(mean).toBeCloseTo(1, 8);
      for (const mean of at(3, [...exclusion.healthyRatios], exclusion.harmRatio)) expect(mean).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  test.each([1, 20, 100])('floor: the canary is above it, %p calls', calls => {
    for (const floor of [0.01, 0.03]) {
      for (const p of [floor, 2 * floor, 0.2]) {
        const odds = (events: number) => Math.exp(floorEvidence(calls, events, floor, 1));
        const mean = binomial(calls, p).reduce((sum, probability, events) => sum + probability * odds(events), 0);
        expect(mean).toBeLessThanOrEqual(1 + 1e-9);
      }
    }
  });

  function expected(nb: number, nc: number, pb: number, pc: number, logEvidence: (cells: Cells) => number[]): number[] {
    const baseline = binomial(nb, pb);
    const sums: number[] = [];
    binomial(nc, pc).forEach((ours, xc) => baseline.forEach((theirs, xb) => {
      if (ours * theirs === 0) return;
      logEvidence([nb, xb, nc, xc]).forEach((log, j) => { sums[j] = (sums[j] ?? 0) + ours * theirs * Math.exp(log); });
    }));
    return sums;
  }
});

describe('in bursts the expected evidence is at most 1 as well: clusters at random times, of a geometric size', () => {
  const { effects, exclusion } = ERROR_TEST;

  /** ln E[e^(tilt · bad calls)] of one version, for this many clusters on average of this mean size; infinite where a size wins too much. */
  const logMoment = (clusters: number, mean: number, tilted: number) => {
    const factor = Math.exp(tilted);
    if (tilted === -Infinity) return -clusters;
    return factor * (1 - 1 / mean) >= 1 ? Infinity : clusters * (factor / mean / (1 - factor * (1 - 1 / mean)) - 1);
  };

  // Mean size, share of the canary: down to 1 % of the traffic, where dividing by φ = 5 expects infinite winnings from ×60.
  const GRID = [1.5, 2, 3, 8].flatMap(mean => [0.01, 0.1, 0.5].map((weight): [number, number] => [mean, weight]));

  test.each(GRID)('ratio form, mean size %p, %p of the traffic', (mean, weight) => {
    const calls = { baseline: 30_000 * (1 - weight), canary: 30_000 * weight };
    const dispersion = 2 * mean - 1;
    const total = (p: Pair<number>, alternative: number, nullRatio: number) => {
      const gain = gainPerBadCall(calls, { alternative, nullRatio, dispersion });
      return logMoment(calls.canary * p.canary / mean, mean, gain.canary) + logMoment(calls.baseline * p.baseline / mean, mean, gain.baseline);
    };
    for (const tolerance of [1, 1.5]) {
      for (const effect of effects) {
        for (const p of [0.001, 0.01, 0.1]) {
          expect(total({ baseline: p, canary: tolerance * p }, effect * tolerance, tolerance)).toBeLessThanOrEqual(1e-9);
          expect(total({ baseline: p, canary: p / 2 }, effect * tolerance, tolerance)).toBeLessThanOrEqual(1e-9);
        }
      }
    }
    for (const ratio of exclusion.healthyRatios) {
      expect(total({ baseline: 0.01, canary: 0.02 }, ratio, 2)).toBeLessThanOrEqual(1e-9);
      expect(total({ baseline: 0.01, canary: 0.05 }, ratio, 2)).toBeLessThanOrEqual(1e-9);
    }
  });

  test('dividing by φ does not achieve this', () => {
    const gain = gainPerBadCall({ baseline: 29_700, canary: 300 }, { alternative: 60, nullRatio: 1, dispersion: 1 });
    expect(logMoment(0.1, 3, gain.canary / 5)).toBe(Infinity);
  });

  test.each([1.5, 3, 8])('floor and guard, mean size %p', mean => {
    const dispersion = 2 * mean - 1;
    for (const part of [0, 0.1, 0.25, 0.5]) {
      const { perCall, perBadCall } = floorGains(part, 0.01, dispersion);
      for (const p of [0.01, 0.03]) expect(logMoment(3000 * p / mean, mean, perBadCall) + 3000 * perCall).toBeLessThanOrEqual(1e-9);
    }
    for (const effect of [1.5, 3, 10]) {
      for (const p of [0.05, 0.02]) {
        expect(logMoment(3000 * p / mean, mean, tilt(Math.log(effect), dispersion)) - 3000 * (effect - 1) * 0.05 / mean).toBeLessThanOrEqual(1e-9);
      }
    }
  });

  test('independent calls are clusters of one: nothing changes', () => {
    for (const log of [-5, -0.1, 0, 1, 4]) expect(tilt(log, 1)).toBe(log);
  });
});

describe('the mixture is the sum over onsets and sizes of its definition', () => {
  const minutes = Array.from({ length: 23 }, (_, t) => [0.3, -0.2, 0.1].map((log, j) => log * Math.cos(t + j)));
  const value = (count: number, onsetMinutes: number) => {
    const mixture = minutes.slice(0, count).reduce((before, minute) => foldMixture(before, minute, onsetMinutes), startMixture(3, onsetMinutes));
    return logValue(mixture, onsetMinutes);
  };

  test.each([1, 4, 5, 6, 10, 11, 23])('%p minutes with onsets every 5', count => {
    expect(value(count, 5)).toBeCloseTo(Math.log(mixtureOracle(minutes.slice(0, count), 5)), 10);
  });

  test.each([1, 5, 23])('%p minutes without', count => {
    expect(value(count, 0)).toBeCloseTo(Math.log(mixtureOracle(minutes.slice(0, count), 0)), 10);
  });

  test('the stakes add up to 1, so without evidence the odds stay at 1 : 1', () => {
    for (const count of [0, 1, 5, 6, 60]) {
      let mixture = startMixture(2, 5);
      for (let minute = 0; minute < count; minute++) mixture = foldMixture(mixture, [0, 0], 5);
      expect(logValue(mixture, 5)).toBeCloseTo(0, 12);
    }
  });
});
