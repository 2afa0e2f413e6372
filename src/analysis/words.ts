/** Numbers as people read them: the same in a log, a terminal and the dashboard. */

/** Rounded to this many significant digits. */
export function digits(value: number, count = 2): number {
  return Number(value.toPrecision(count));
}

/** `4.1 %`, from a share; says `100 %` only if the share is 1. */
export function percent(share: number): string {
  const value = digits(100 * share);
  return `${share < 1 && value >= 100 ? 'over 99' : value} %`;
}

const MOST = Math.log(1e6);

/** `312 : 1`, from a natural logarithm; rounded down, so that a line never seems to be reached before it is. */
export function odds(evidence: number): string {
  const value = Math.exp(Math.min(evidence, MOST));
  if (value < 0.01) return 'under 0.01 : 1';
  const parts = value < 1 ? 100 : value < 9.999999 ? 10 : 1;
  // Room for the rounding of the logarithm of a whole number.
  return `${evidence > MOST ? 'over ' : ''}${grouped(Math.floor(value * parts + 1e-6) / parts)} : 1`;
}

/** `1,200`. */
export function whole(count: number): string {
  return grouped(Math.round(count));
}

/** `1,200 calls`. */
export function plural(count: number, noun = 'minute'): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `45 min`, `4.2 h` or `12 days`. */
export function duration(minutes: number): string {
  if (minutes < 100) return `${minutes} min`;
  if (minutes < 48 * 60) return `${digits(minutes / 60)} h`;
  return `${Math.round(minutes / 1440)} days`;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
