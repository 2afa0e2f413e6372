import { type Counted, type Distribution } from './distribution';
import { ServiceError } from '../../front/service-error';

/** A statistic of one period; undefined if it can't be calculated from what was sent. */
export type Statistic = (distribution: Distribution) => number | undefined;

const SIMPLE: Record<string, Statistic> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
};

/** Statistics of the values between two bounds: CloudWatch user guide, "CloudWatch statistics definitions". */
const BOUNDED: Record<string, (inside: readonly Counted[], all: readonly Counted[]) => number> = {
  TC: inside => countOf(inside),
  TS: inside => sumOf(inside),
  TM: inside => sumOf(inside) / countOf(inside),
  PR: (inside, all) => (100 * countOf(inside)) / countOf(all),
};

/** `p99.9` */
const PERCENTILE = /^p(\d+(?:\.\d+)?)$/;
/** `tc90`: all but the highest tenth. */
const TRIMMED = /^(tc|ts|tm)(\d+(?:\.\d+)?)$/;
/** `TC(0.5:800)`, `TC(:800)`, `TM(10%:90%)` */
const RANGE = /^(TC|TS|TM|PR)\((?:(\d+(?:\.\d+)?)(%?))?:(?:(\d+(?:\.\d+)?)(%?))?\)$/;

export function parseStatistic(text: string): Statistic {
  if (SIMPLE[text]) return SIMPLE[text];
  const [, rank] = PERCENTILE.exec(text) ?? [];
  if (rank !== undefined && Number(rank) <= 100) return values(all => percentile(all, Number(rank)));
  if (text === 'IQM') return parseStatistic('TM(25%:75%)');
  const [, trimmed, upTo] = TRIMMED.exec(text) ?? [];
  if (trimmed) return parseStatistic(`${trimmed.toUpperCase()}(:${upTo}%)`);
  const [, name, low, lowPercent, high, highPercent] = RANGE.exec(text) ?? [];
  if (!name || (low === undefined && high === undefined)) {
    throw new ServiceError('InvalidParameterValueException', `The value ${text} for parameter Stat is not supported.`);
  }
  return values(all => {
    const bound = (value: string | undefined, inPercent: string, open: number) =>
      value === undefined ? open : inPercent ? percentile(all, Number(value)) : Number(value);
    const [above, upToValue] = [bound(low, lowPercent, -Infinity), bound(high, highPercent, Infinity)];
    // "Exclusive of the lower bound and inclusive of the upper bound."
    const inside = all.filter(([value]) => value > above && value <= upToValue);
    return BOUNDED[name](inside, all);
  });
}

/** The smallest value that this percentage of the values do not exceed. It is exact; CloudWatch approximates. */
export function percentile(all: readonly Counted[], percent: number): number {
  const sorted = all.toSorted(([a], [b]) => a - b);
  let missing = Math.max(1, Math.ceil((percent / 100) * countOf(sorted)));
  for (const [value, times] of sorted) {
    missing -= times;
    if (missing <= 0) return value;
  }
  return sorted.at(-1)![0];
}

function values(statistic: (all: readonly Counted[]) => number): Statistic {
  return ({ values: all }) => (all?.length ? statistic(all) : undefined);
}

function countOf(all: readonly Counted[]): number {
  return all.reduce((total, [, times]) => total + times, 0);
}

function sumOf(all: readonly Counted[]): number {
  return all.reduce((total, [value, times]) => total + value * times, 0);
}
