import { type Cells, counts, ERRORS_ONLY, folded, fromTheStart, readings, sequential, usual } from './support/fixture';
import { ERROR_TEST, MEDIAN_LATENCY_TEST, type MetricTest, TAIL_LATENCY_TEST } from '../../src/analysis';
import { exactEvidence } from '../../src/analysis/exact-evidence';
import { floorEvidence } from '../../src/analysis/floor-evidence';
import { logMean } from '../../src/analysis/log-space';
import { logEvidence } from '../../src/analysis/metric-state';

/** ln M after minutes whose canary and baseline have these counts in every metric. */
function logM(test: MetricTest, minutes: Cells[]): number {
  const settings = sequential({ tests: [test] });
  const state = folded(settings, readings(...minutes)
    .map(({ minute, baseline, canary }) => ({
      minute,
      baseline: { ...baseline, overP99: baseline.errors, overP50: baseline.errors },
      canary: { ...canary, overP99: canary.errors, overP50: canary.errors },
    })));
  return logEvidence(state.metrics[0]);
}

// facts A2, "golden vectors, single onset": baseline calls and errors, canary calls and errors.
const FACTS: [Cells[], number, number][] = [
  [[[270, 0, 30, 3]], 5.201615, 5.253416],
  [[[270, 3, 30, 3], [260, 2, 40, 6]], 9.296377, 9.695831],
  [[[2700, 27, 300, 3]], -1.639691, -1.630883],
  [[[0, 0, 30, 3]], 0, 0],
];

describe('the facts\' golden vectors', () => {
  test.each(FACTS)('ratio form of %j', (minutes, expected) => {
    expect(Math.abs(logM(fromTheStart(ERROR_TEST), minutes) - expected)).toBeLessThan(1e-6);
  });

  test.each(FACTS)('exact form of %j', (minutes, _ratio, expected) => {
    const sums = minutes
      .map(cells => exactEvidence(counts(cells), ERROR_TEST.effects, 1))
      .reduce((all, logs) => all.map((log, j) => log + logs[j]));
    expect(Math.abs(logMean(sums) - expected)).toBeLessThan(1e-6);
  });

  test('the facts say that 435 clean calls pass a floor of 1 %, counted in ticks of five: 431 are enough', () => {
    const odds = (calls: number) => Math.exp(floorEvidence(calls, 0, 0.01, 1));
    expect([odds(430) >= 40, odds(431) >= 40, odds(435) >= 40]).toEqual([false, true, true]);
  });
});

// Calculated from the formulas with Python's exact fractions and 60-digit logarithms, not with this code.
const GOLDEN = {
  tail: 2.244682171869,
  median: 4.222999610972,
  onsets: 12.889543208872,
  dispersed: 2.524440368844,
  floor: 4.087990991817,
  clusteredFloor: 3.049951601083,
};

describe('golden vectors of our own', () => {
  test('tail latency, with half again as many slow calls tolerated', () => {
    expect(logM(fromTheStart(TAIL_LATENCY_TEST), [[2700, 27, 300, 12]])).toBeCloseTo(GOLDEN.tail, 9);
  });

  test('median latency, with odds up to 1.1 tolerated', () => {
    expect(logM(fromTheStart(MEDIAN_LATENCY_TEST), [[270, 130, 30, 24]])).toBeCloseTo(GOLDEN.median, 9);
  });

  test('twelve minutes with onsets at 5 and 10', () => {
    const healthy: Cells = [270, 1, 30, 0];
    const sick: Cells = [270, 1, 30, 3];
    expect(logM(ERROR_TEST, [...new Array<Cells>(8).fill(healthy), ...new Array<Cells>(4).fill(sick)])).toBeCloseTo(GOLDEN.onsets, 9);
  });

  test('at a dispersion of 2 bad calls count as clusters of 1.5 on average', () => {
    const settings = { ...ERRORS_ONLY, tests: [fromTheStart(ERROR_TEST)] };
    expect(logEvidence(folded(settings, readings([270, 3, 30, 6]), usual(0, 2)).metrics[0])).toBeCloseTo(GOLDEN.dispersed, 9);
  });

  test('a fixed dispersion replaces the measured one; less than 1 counts as 1', () => {
    const value = (fixed: number | undefined, measured: number) => {
      const settings = { ...ERRORS_ONLY, tests: [{ ...fromTheStart(ERROR_TEST), dispersion: fixed }] };
      return logEvidence(folded(settings, readings([270, 3, 30, 6]), usual(0, measured)).metrics[0]);
    };
    expect(value(2, 7)).toBeCloseTo(GOLDEN.dispersed, 9);
    expect(value(undefined, 0.5)).toBe(value(1, 7));
  });

  test('a floor of 1 % after 2 errors in 1,000 calls, and after 4 in 2,000 if they come in clusters', () => {
    expect(floorEvidence(1000, 2, 0.01, 1)).toBeCloseTo(GOLDEN.floor, 9);
    expect(floorEvidence(2000, 4, 0.01, 3)).toBeCloseTo(GOLDEN.clusteredFloor, 9);
  });
});
