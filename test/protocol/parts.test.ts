import { dispersionIndex, newestDue, newestSettled, settledAt } from '../../src/protocol/analysis';
import { SETTLING } from '../../src/protocol/analysis/defaults';
import { mergeReadings } from '../../src/protocol/analysis/merge-readings';
import { checkShare } from '../../src/protocol/analysis/share-check';
import { odds, percent, plural } from '../../src/protocol/analysis/words';

describe('settling', () => {
  test.each([
    [0, 3, 60 + 120],
    [0, 60, 60 + 120],
    [0, 61, 60 + 121],
    [10, 900, 660 + 960],
  ])('minute %p of a function with a time-out of %p s settles at %p s', (minute, timeout, seconds) => {
    expect(settledAt(minute, timeout, SETTLING)).toBe(1000 * seconds);
    expect(newestSettled(1000 * seconds, timeout, SETTLING)).toBe(minute);
    expect(newestSettled(1000 * seconds - 1, timeout, SETTLING)).toBe(minute - 1);
    expect(newestDue(1000 * (seconds + 60), timeout, SETTLING)).toBe(minute);
    expect(newestDue(1000 * (seconds + 60) - 1, timeout, SETTLING)).toBe(minute - 1);
  });
});

describe('dispersion', () => {
  test('of bursts: errors come three at a time', () => {
    const history = [0, 3, 0, 0, 3, 0, 0, 0, 6, 0].map(events => ({ calls: 100, events }));
    // p̂ = 12/1000; Σ(x − 1.2)² = 39.6 over 10 minutes, expected 100·p̂·(1 − p̂) = 1.1856 each.
    expect(dispersionIndex(history)).toBeCloseTo(39.6 / 10 / 1.1856, 12);
  });

  test('of less than chance is 1, and so is no history, no event, or nothing else', () => {
    expect(dispersionIndex([1, 1, 1, 1].map(events => ({ calls: 100, events })))).toBe(1);
    expect(dispersionIndex([])).toBe(1);
    expect(dispersionIndex([{ calls: 0, events: 0 }])).toBe(1);
    expect(dispersionIndex([{ calls: 5, events: 0 }])).toBe(1);
    expect(dispersionIndex([{ calls: 5, events: 5 }])).toBe(1);
  });

  test('leaves minutes without calls out', () => {
    const history = [{ calls: 100, events: 6 }, { calls: 100, events: 0 }];
    expect(dispersionIndex([...history, { calls: 0, events: 0 }])).toBe(dispersionIndex(history));
  });
});

describe('share check', () => {
  test('the split is as configured', () => {
    expect(checkShare(1000, 10_000, 0.1)).toEqual({ configured: 0.1, observed: 0.1, logEvidence: expect.any(Number) });
    expect(checkShare(1000, 10_000, 0.1).logEvidence).toBeLessThan(0);
  });

  test('it is not: 12 % instead of 10 %', () => {
    expect(checkShare(1200, 10_000, 0.1).logEvidence).toBeGreaterThan(Math.log(1000));
  });

  test('exactly: 2 of 3 calls at one half are 3/8, against 1/4 for any share', () => {
    expect(Math.exp(checkShare(2, 3, 0.5).logEvidence)).toBeCloseTo(2 / 3, 12);
    expect(checkShare(0, 0, 0.1)).toEqual({ configured: 0.1, observed: 0, logEvidence: expect.closeTo(0, 12) });
  });
});

describe('words', () => {
  test.each([[0, '0 %'], [0.041, '4.1 %'], [0.0026, '0.26 %'], [1, '100 %'], [0.12345, '12 %'], [0.00001, '0.001 %']])('share %p', (share, words) => {
    expect(percent(share)).toBe(words);
  });

  test.each([
    [312.4, '312 : 1'], [99.99, '99 : 1'], [100, '100 : 1'], [200, '200 : 1'], [1, '1 : 1'], [0.443, '0.44 : 1'], [0.0099, 'under 0.01 : 1'], [99_999.4, '99,999 : 1'], [1e6, '1,000,000 : 1'], [2e6, 'over 1,000,000 : 1'],
  ])('odds %p', (value, words) => {
    expect(odds(Math.log(value))).toBe(words);
  });

  test('beyond what a double holds', () => {
    expect([odds(5000), odds(-5000)]).toEqual(['over 1,000,000 : 1', 'under 0.01 : 1']);
  });

  test('one and many', () => {
    expect([plural(0, 'minute'), plural(1, 'minute'), plural(1200, 'call')]).toEqual(['0 minutes', '1 minute', '1,200 calls']);
  });
});

describe('parts of one minute', () => {
  const part = (minute: number, errors: number, overP50?: number) => ({
    minute, baseline: { invocations: 10, errors, overP99: 1, overP50 }, canary: { invocations: 1, errors: 0 },
  });

  test('are added up; a count that one part lacks is lacking', () => {
    expect(mergeReadings([part(5, 1, 2), part(5, 2, 3)]).baseline).toEqual({ invocations: 20, errors: 3, overP99: 2, overP50: 5 });
    expect(mergeReadings([part(5, 1, 2), part(5, 2)]).baseline).toEqual({ invocations: 20, errors: 3, overP99: 2 });
  });

  test('must be of one minute', () => {
    expect(() => mergeReadings([part(5, 1), part(6, 1)])).toThrow(new RangeError('`parts` must be of one minute, 5, got: 6'));
    expect(() => mergeReadings([])).toThrow(new RangeError('`parts` must hold at least one reading, got: []'));
  });
});
