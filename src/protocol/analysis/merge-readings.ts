import { type Reading, type VersionReading } from './reading';

/** Parts of one minute, in any order, as one reading: for sources finer than CloudWatch's minutes. Percentiles cannot be added up. */
export function mergeReadings(parts: readonly Reading[]): Reading {
  const [first] = parts;
  if (!first) throw new RangeError('`parts` must hold at least one reading, got: []');
  const stray = parts.find(part => part.minute !== first.minute);
  if (stray) throw new RangeError(`\`parts\` must be of one minute, ${first.minute}, got: ${stray.minute}`);
  return { minute: first.minute, baseline: sum(parts.map(part => part.baseline)), canary: sum(parts.map(part => part.canary)) };
}

function sum(parts: VersionReading[]): VersionReading {
  const total = (name: 'invocations' | 'errors') => parts.reduce((all, part) => all + part[name], 0);
  const optional = (name: 'overP99' | 'overP50') => (parts.every(part => part[name] !== undefined)
    ? { [name]: parts.reduce((all, part) => all + part[name]!, 0) }
    : {});
  return { invocations: total('invocations'), errors: total('errors'), ...optional('overP99'), ...optional('overP50') };
}
