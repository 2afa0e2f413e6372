import { measureHistory, measureSize, MOST_BYTES } from './support/size';

test('the analysis is at most 16 KB (16,384 bytes) minified, for the monitor and the dashboard alike, and every file of it is used', () => {
  expect(MOST_BYTES).toBe(16_384);
  expect(measureSize()).toBeLessThanOrEqual(MOST_BYTES);
});

test('readHistory() alone is at most 1 KB', () => {
  expect(measureHistory()).toBeLessThanOrEqual(1024);
});
