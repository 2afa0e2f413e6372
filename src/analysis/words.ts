import { exp, floor, log, min, round } from './log-space';

/** Numbers as people read them, the same in a log, a terminal and the dashboard. */

/** With so many digits that matter. */
export const digits = (value: number, count = 2): number => +value.toPrecision(count);

/** `4.1 %`; only all is 100 %. */
export const percent = (share: number): string => {
  const value = digits(100 * share);
  return `${share < 1 && value >= 100 ? 'over 99' : value} %`;
};

const MOST = log(1e6);

/** `312 : 1`, from a natural logarithm; rounded down, so that no line seems reached before it is. */
export const odds = (evidence: number): string => {
  const value = exp(min(evidence, MOST));
  const parts = value < 1 ? 100 : value < 9.999999 ? 10 : 1;
  // Room for the rounding of the logarithm of a whole number.
  return value < 0.01 ? 'under 0.01 : 1' : `${evidence > MOST ? 'over ' : ''}${grouped(floor(value * parts + 1e-6) / parts)} : 1`;
};

export const whole = (count: number): string => grouped(round(count));

export const plural = (count: number, noun = 'minute'): string => `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;

const grouped = (value: number): string => value.toLocaleString('en-US');
