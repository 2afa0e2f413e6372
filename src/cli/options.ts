import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The command line is wrong: the message is shown with the usage, without a stack. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: T }>>['values'];

/**
 * The values of these options.
 *
 * @throws UsageError for an option that is unknown or lacks its value.
 */
export function parseOptions<T extends Options>(args: string[], options: T): Values<T> {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The range of a number on the command line. */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
  readonly unit: string;
}

/**
 * Reads a number.
 *
 * @throws UsageError if it is not a number in the range, or if it is missing and has no default.
 */
export function numberOption(name: string, text: string | undefined, { least, most, whole, unit }: Range, standard?: number): number {
  if (text === undefined) {
    if (standard !== undefined) return standard;
    throw new UsageError(`\`--${name}\` must be given (${unit})`);
  }
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new UsageError(`\`--${name}\` must be a ${whole ? 'whole ' : ''}number between ${least} and ${most} (${unit}), got: ${text}`);
}
