import { UsageError } from './verb';

/** The range of a number on the command line. */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
  readonly unit: string;
}

/** Reads a number, or says what it must be; undefined stands for the default. */
export function numberOption(name: string, text: string | undefined, range: Range, standard?: number): number {
  if (text === undefined) {
    if (standard !== undefined) return standard;
    throw new UsageError(`\`--${name}\` must be given (${range.unit})`);
  }
  const { least, most, whole, unit } = range;
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(`\`--${name}\` must be a ${whole ? 'whole ' : ''}number between ${least} and ${most} (${unit}), got: ${text}`);
}
