/**
 * Refuses what is no number in its range. Written the positive way round: `NaN` is neither above nor below any line, so it would
 * slip through every comparison that asks for what is wrong, and a canary would be promoted on numbers that nobody has.
 *
 * Only `optional` fields may be absent, and `null` is no way to be absent.
 *
 * @throws RangeError in the project's words, for the first field that is none.
 */
export const must = (
  of: object | undefined, fields: readonly string[], least = 0, whole = false, optional: readonly string[] = [], prefix = '',
): void => {
  for (const field of [...fields, ...optional]) {
    const value = (of as Record<string, unknown> | undefined)?.[field];
    // Unlike the global one, this does not take a string for a number.
    const fine = Number.isFinite(value) && value as number >= least && !(whole && value as number % 1);
    if (!fine && (value !== undefined || fields.includes(field))) {
      throw new RangeError(`\`${prefix}${field}\` must be a ${whole ? 'whole ' : ''}number of at least ${least}, got: ${value}`);
    }
  }
};
