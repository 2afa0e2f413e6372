import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cells, counts, ERRORS_ONLY, observation, readings } from './support/fixture';
import { analyse, ERROR_TEST } from '../../src/analysis';
import { gainPerBadCall, ratioEvidence } from '../../src/analysis/ratio-evidence';

/** The example in the header of src/analysis/index.ts, recalculated. To change one, change the other. */
const header = readFileSync(join(__dirname, '..', '..', 'src', 'analysis', 'index.ts'), 'utf8').split('*/')[0].replace(/\s+\*\s+/g, ' ');

const MINUTE: Cells = [2700, 8, 300, 7];
const round = (value: number, digits: number) => Number(value.toPrecision(digits));

test('the header describes this minute', () => {
  expect(header).toContain('The baseline fails 8 of 2,700 calls, the canary 7 of 300.');
});

test('gain of one failure at ×5', () => {
  const gain = gainPerBadCall({ baseline: 2700, canary: 300 }, { alternative: 5, nullRatio: 1, dispersion: 1 });
  expect([round(gain.canary, 4), round(gain.baseline, 3)]).toEqual([1.273, -0.336]);
  expect(gain.baseline).toBeCloseTo(Math.log(3000 / 4200), 12);
  expect(gain.canary).toBeCloseTo(Math.log(5) + gain.baseline, 12);
  expect(round(7 * gain.canary + 8 * gain.baseline, 3)).toBe(6.22);
  expect(header).toContain('gains ln 5 − 0.336 = 1.273 for each of the canary\'s failures, and loses 0.336 for each of the baseline\'s: ln(3,000/4,200)');
  expect(header).toContain('7 · 1.273 − 8 · 0.336 = 6.22');
});

test('the winnings of all sizes, and M', () => {
  const winnings = ratioEvidence(counts(MINUTE), ERROR_TEST.effects, 1, 1).map(Math.exp);
  expect(winnings.map(value => (value < 10 ? round(value, 2) : Math.round(value)))).toEqual([8.2, 31, 142, 502, 659, 65, 0.73]);
  expect(header).toContain('8.2, 31, 142, 502, 659, 65 and 0.73-fold');
  const mean = winnings.reduce((sum, value) => sum + value, 0) / winnings.length;
  expect(Math.round(mean)).toBe(201);
  const { verdict, metrics: [errors] } = analyse(ERRORS_ONLY, observation(readings(MINUTE)));
  expect(Math.exp(errors.value)).toBeCloseTo(mean / 2 + 1 / 2, 9);
  expect([Math.floor(Math.exp(errors.value)), Math.round(Math.exp(errors.line)), verdict]).toEqual([101, 100, 'rollback']);
  expect(header).toContain('M = 201/2 + 1/2 = 101. The line is 100');
});

test('with one failure less it continues', () => {
  const { verdict, metrics: [errors] } = analyse(ERRORS_ONLY, observation(readings([2700, 8, 300, 6])));
  expect([Math.floor(Math.exp(errors.value)), verdict]).toEqual([25, 'continue']);
  expect(header).toContain('With 6 failures M would be 25.');
});
