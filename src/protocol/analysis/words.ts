/** Numbers as people read them, the same in a log, a terminal and the dashboard. */

/** `4.1 %`, with two digits that matter. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

/** `312 : 1`, from a natural logarithm; from 10 on rounded down, so that no line seems reached before it is. */
export function odds(log: number): string {
  const value = Math.exp(Math.min(log, Math.log(1e6)));
  if (value < 0.01) return 'under 0.01 : 1';
  return `${log > Math.log(1e6) ? 'over ' : ''}${value < 10 ? Number(value.toPrecision(2)) : whole(Math.floor(value + 1e-6))} : 1`;
}

export function whole(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

export function plural(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}
