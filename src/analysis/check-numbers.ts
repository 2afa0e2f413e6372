/** What a number must be, besides finite. */
export interface NumberRule {
  /** 0 unless given. */
  readonly least?: number;
  readonly whole?: boolean;
  /** Further fields: these may be absent, but not `null`. */
  readonly optional?: readonly string[];
  /** Stands before a field's name in the message: `canary.`. */
  readonly prefix?: string;
}

/**
 * Refuses a field that is missing, not a number, or out of range.
 *
 * Each condition says what must hold, not what must not: every comparison with `NaN` is false, so `NaN` would slip through a check for
 * what is wrong, and a canary would be promoted on numbers that do not exist.
 *
 * @throws RangeError for the first such field.
 */
export function checkNumbers(
  object: object | undefined, fields: readonly string[], { least = 0, whole, optional = [], prefix = '' }: NumberRule = {},
): void {
  for (const field of [...fields, ...optional]) {
    const value = (object as Record<string, unknown> | undefined)?.[field];
    const isAbsent = value === undefined && !fields.includes(field);
    // Unlike the global `isFinite`, `Number.isFinite` does not take a string for a number.
    const isValid = Number.isFinite(value) && value as number >= least && !(whole && value as number % 1);
    if (!isAbsent && !isValid) throw new RangeError(`\`${prefix}${field}\` must be a ${whole ? 'whole ' : ''}number of at least ${least}, got: ${value}`);
  }
}
