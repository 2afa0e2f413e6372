import { measureHistory, measureSize } from '../../bench/verdict/cost';
import { MOST_BYTES } from '../../bench/verdict/targets';

test('the analysis, all its parts, is at most 10 KB (10,240 bytes) minified, for the monitor and the dashboard alike, and has no part that nobody uses', () => {
  expect(measureSize()).toBeLessThanOrEqual(MOST_BYTES);
});

test('what makes share and dispersion of a day, beside it, is at most 1 KB', () => {
  expect(measureHistory()).toBeLessThanOrEqual(1024);
});
