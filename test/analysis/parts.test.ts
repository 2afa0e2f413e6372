import { duration, newestDue, newestSettled, odds, percent, plural, settledAt, SETTLING } from '../../src/analysis';

describe('settling', () => {
  test.each([
    [0, 3, 60 + 120],
    [0, 60, 60 + 120],
    [0, 61, 60 + 121],
    [10, 900, 660 + 960],
  ])('minute %p of a function with a timeout of %p s settles at %p s', (minute, timeout, seconds) => {
    expect(settledAt(minute, timeout, SETTLING)).toBe(1000 * seconds);
    expect(newestSettled(1000 * seconds, timeout, SETTLING)).toBe(minute);
    expect(newestSettled(1000 * seconds - 1, timeout, SETTLING)).toBe(minute - 1);
    expect(newestDue(1000 * (seconds + 60), timeout, SETTLING)).toBe(minute);
    expect(newestDue(1000 * (seconds + 60) - 1, timeout, SETTLING)).toBe(minute - 1);
  });
});

describe('words', () => {
  test.each([[0, '0 %'], [0.041, '4.1 %'], [0.0026, '0.26 %'], [1, '100 %'], [0.12345, '12 %'], [0.00001, '0.001 %'], [0.996, 'over 99 %'], [0.994, '99 %'], [0.9999999, 'over 99 %']])('share %p', (share, words) => {
    expect(percent(share)).toBe(words);
  });

  test.each([
    [312.4, '312 : 1'], [99.99, '99 : 1'], [100, '100 : 1'], [200, '200 : 1'], [1, '1 : 1'], [0.443, '0.44 : 1'], [0.996, '0.99 : 1'], [9.96, '9.9 : 1'], [2.99, '2.9 : 1'], [10, '10 : 1'], [3, '3 : 1'], [0.0099, 'under 0.01 : 1'], [99_999.4, '99,999 : 1'], [1e6, '1,000,000 : 1'], [2e6, 'over 1,000,000 : 1'],
  ])('odds %p', (value, words) => {
    expect(odds(Math.log(value))).toBe(words);
  });

  test('beyond what a double holds', () => {
    expect([odds(5000), odds(-5000)]).toEqual(['over 1,000,000 : 1', 'under 0.01 : 1']);
  });

  test.each([[1, '1 min'], [99, '99 min'], [100, '1.7 h'], [250, '4.2 h'], [2879, '48 h'], [2880, '2 days'], [43_200, '30 days']])('%p minutes', (minutes, words) => {
    expect(duration(minutes)).toBe(words);
  });

  test('one and many', () => {
    expect([plural(0, 'minute'), plural(1, 'minute'), plural(1200, 'call')]).toEqual(['0 minutes', '1 minute', '1,200 calls']);
  });
});
