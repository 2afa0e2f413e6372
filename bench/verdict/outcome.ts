import { ROWS, type Row, type Section } from './rows';
import { boundMinutes } from '../../src/analysis';
import { type RowResult, type Watched } from '../../test/analysis/support/play/simulate';
import { type Maker, WATCHERS, type WatcherName } from '../../test/analysis/support/play/watchers';

/** A row with its results. */
export interface Outcome extends Row, RowResult {
  /** By watcher: the mean time that no valid test of its α can beat, in seconds; Infinity for a healthy canary, absent without a bound. */
  readonly bounds: { readonly [name: string]: number };
}

export function outcomes(results: readonly RowResult[]): Outcome[] {
  return ROWS.map((row, i) => ({ ...row, ...results[i], bounds: Object.fromEntries(row.watchers.flatMap(name => bound(row, name))) }));
}

const SHARES = { errors: 'errors', tailLatency: 'overP99', medianLatency: 'overP50' } as const;

/** There is a bound for independent calls only, and for one test only: several together may be faster than the slowest of them. */
function bound({ scenario: { rps, weight, baseline, canary, burst } }: Row, name: WatcherName): [string, number][] {
  const { test }: Maker = WATCHERS[name];
  if (!test || burst) return [];
  const share = SHARES[test.metric];
  const traffic = { baseline: 60 * rps * (1 - weight), canary: 60 * rps * weight };
  return [[name, 60 * boundMinutes(test, traffic, { baseline: baseline[share], canary: canary[share] })]];
}

export function of(all: readonly Outcome[], ...sections: Section[]): Outcome[] {
  return all.filter(({ section }) => sections.includes(section));
}

/** Share of runs in percent, with two significant digits below 10 %. */
export function percentOf(count: number, runs: number): string {
  const percent = 100 * count / runs;
  return `${percent > 0 && percent < 10 ? Number(percent.toPrecision(2)) : Math.floor(percent + (percent < 99.5 ? 0.5 : 0))} %`;
}

export function time(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 100 ? `${Number(minutes.toFixed(1))} min` : `${Number((minutes / 60).toFixed(1))} h`;
}

/** Healthy rows: the share rolled back. Others: the share found, if not all were, and the median time. */
export function cell({ runs, healthy }: Outcome, watched: Watched): string {
  const share = percentOf(watched.rolledBack, runs);
  if (healthy) return share;
  const found = watched.rolledBack === runs ? '' : share;
  return [found, watched.medianSeconds === undefined ? '' : time(watched.medianSeconds)].filter(text => text !== '').join(', ');
}

const TICKS: { readonly [name: string]: number } = { 'rule 10 s': 10 };

/** Median over bound, where the bound exceeds the time between two looks. */
export function ratio({ bounds, watched }: Outcome, name: string): number | undefined {
  const seconds = watched[name]?.medianSeconds;
  return bounds[name] > (TICKS[name] ?? 60) && seconds !== undefined ? seconds / bounds[name] : undefined;
}

/** Bound and ratio for a cell of a table: `bound 4.6 min, 1.3 ×`. */
export function against(outcome: Outcome, name: string): string {
  const seconds = outcome.bounds[name];
  if (outcome.healthy || !Number.isFinite(seconds)) return '';
  const times = ratio(outcome, name);
  return `bound ${time(seconds)}${times === undefined ? '' : `, ${times.toFixed(1)} ×`}`;
}
