import { type Counts } from './support/fixture';
import { binomial, exactOracle, mixtureOracle, noncentral, ratioOracle } from './support/oracle';
import { exactEvidence } from '../../src/protocol/analysis/exact-evidence';
import { floorEvidence } from '../../src/protocol/analysis/floor-evidence';
import { logFactorial } from '../../src/protocol/analysis/log-space';
import { foldMixture, logValue, startMixture } from '../../src/protocol/analysis/mixture';
import { ratioEvidence } from '../../src/protocol/analysis/ratio-evidence';

const pair = ([nb, xb, nc, xc]: Counts) => ({ baseline: { calls: nb, events: xb }, canary: { calls: nc, events: xc } });

describe('ln n!', () => {
  test.each([0, 1, 2, 10, 170, 255, 256, 257, 1000, 5000])('%p', n => {
    let exact = 0;
    for (let i = 2; i <= n; i++) exact += Math.log(i);
    expect(Math.abs(logFactorial(n) - exact)).toBeLessThan(1e-12 * Math.max(1, exact));
  });
});

describe('ratio evidence is what the second form in the facts says', () => {
  test.each<[Counts, number, number]>([
    [[270, 3, 30, 6], 5, 1],
    [[2700, 27, 300, 12], 3, 1.5],
    [[10, 0, 90, 9], 2, 1],
    [[270, 3, 30, 6], 0.5, 2],
  ])('%j, %p against %p', (counts, alternative, nullRatio) => {
    expect(ratioEvidence(pair(counts), alternative, nullRatio)).toBeCloseTo(ratioOracle(counts, alternative, nullRatio), 10);
  });

  test.each<[Counts]>([[[0, 0, 0, 0]], [[0, 0, 30, 3]], [[30, 3, 0, 0]]])('nothing to compare in %j: none', counts => {
    expect(ratioEvidence(pair(counts), 5, 1)).toBe(0);
  });
});

describe('exact evidence is the ratio of exactly enumerated probabilities', () => {
  test.each<[Counts]>([
    [[5, 2, 5, 3]],
    [[270, 130, 30, 24]],
    [[270, 270, 30, 30]],
    [[270, 0, 30, 0]],
    [[30, 29, 270, 1]],
    [[0, 0, 30, 3]],
    [[30, 3, 0, 0]],
    [[1200, 600, 130, 80]],
    // Wide enough for the sum to be sampled.
    [[900, 450, 900, 500]],
    [[2000, 300, 2000, 400]],
  ])('%j', counts => {
    const odds = [0.5, 1, 1.25, 1.375, 2.2, 5.5];
    for (const nullOdds of [1.1, 2]) {
      const expected = odds.map(alternative => expect.closeTo(exactOracle(counts, alternative, nullOdds), 9) as number);
      expect(exactEvidence(pair(counts), odds, nullOdds)).toEqual(expected);
    }
  });

  test('for a million and a billion calls, too many to enumerate, it grows as it should: with the number of calls', () => {
    const [small] = exactEvidence(pair([9e6, 4.5e6, 1e6, 0.5e6]), [1.375], 1.1);
    const [large] = exactEvidence(pair([9e8, 4.5e8, 1e8, 0.5e8]), [1.375], 1.1);
    expect(large / small).toBeCloseTo(100, 3);
  });
});

describe('expected evidence under the null is at most 1, by enumeration of every outcome', () => {
  const CALLS = [[1, 1], [9, 1], [12, 3], [5, 9], [20, 20]];
  const SHARES = [0, 0.001, 0.01, 0.1, 0.3, 0.6];

  test.each(CALLS)('ratio form, %p baseline and %p canary calls', (nb, nc) => {
    for (const nullRatio of [1, 1.5]) {
      for (const pb of SHARES) {
        for (const pc of [0, 0.5, 1].map(part => Math.min(1, part * nullRatio * pb))) {
          expect(expected(nb, nc, pb, pc, counts => ratioEvidence(pair(counts), nullRatio * 3, nullRatio))).toBeLessThanOrEqual(1 + 1e-12);
        }
      }
    }
  });

  test.each(CALLS)('reversed: harm is there, %p baseline and %p canary calls', (nb, nc) => {
    for (const pb of SHARES) {
      for (const factor of [2, 3]) {
        if (factor * pb > 1) continue;
        expect(expected(nb, nc, pb, factor * pb, counts => ratioEvidence(pair(counts), 0.5, 2))).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  });

  test.each(CALLS)('exact form: exactly 1 at the edge, less inside, for any number of bad calls; %p and %p calls', (nb, nc) => {
    for (let bad = 0; bad <= nb + nc; bad++) {
      const at = (odds: number) => [...noncentral({ baseline: nb, canary: nc }, bad, odds)]
        .reduce((sum, [k, log]) => sum + Math.exp(log + exactEvidence(pair([nb, bad - k, nc, k]), [2.2], 1.1)[0]), 0);
      expect(at(1.1)).toBeCloseTo(1, 9);
      expect(at(1)).toBeLessThanOrEqual(1 + 1e-12);
    }
  });

  test.each([1, 20, 100])('floor: the canary is above it, %p calls', calls => {
    for (const p of [0.01, 0.02, 0.2]) {
      const odds = (events: number) => Math.exp(floorEvidence({ calls, events }, 0.01, 1));
      const mean = binomial(calls, p).reduce((sum, probability, events) => sum + probability * odds(events), 0);
      expect(mean).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  test('dispersed evidence too', () => {
    expect(expected(12, 3, 0.3, 0.3, counts => ratioEvidence(pair(counts), 3, 1) / 2.5)).toBeLessThanOrEqual(1);
  });

  function expected(nb: number, nc: number, pb: number, pc: number, logEvidence: (counts: Counts) => number): number {
    const baseline = binomial(nb, pb);
    return binomial(nc, pc).reduce((sum, ours, xc) =>
      sum + baseline.reduce((inner, theirs, xb) => inner + ours * theirs * Math.exp(logEvidence([nb, xb, nc, xc])), 0), 0);
  }
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

  test('the stakes add up to 1, so nothing learned leaves the odds at 1 : 1', () => {
    for (const count of [0, 1, 5, 6, 60]) {
      let mixture = startMixture(2, 5);
      for (let minute = 0; minute < count; minute++) mixture = foldMixture(mixture, [0, 0], 5);
      expect(logValue(mixture, 5)).toBeCloseTo(0, 12);
    }
  });
});
