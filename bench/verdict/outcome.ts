import { ROWS, type Row, type Section } from './rows';
import { type RowResult, type Watched } from './simulate';
import { type Maker, WATCHERS, type WatcherName } from './watchers';
import { boundMinutes } from '../../src/analysis/plan/times';

/** A row with what came of it. */
export interface Outcome extends Row, RowResult {
  /** By watcher: what no valid test of its α can beat on average, in seconds; Infinity for a healthy canary, absent where there is none. */
  readonly bounds: { readonly [name: string]: number };
}

export function outcomes(results: readonly RowResult[]): Outcome[] {
  return ROWS.map((row, i) => ({ ...row, ...results[i], bounds: Object.fromEntries(row.watchers.flatMap(name => bound(row, name))) }));
}

const SHARES = { errors: 'errors', tailLatency: 'overP99', medianLatency: 'overP50' } as const;

/** The bound is one for independent calls, and for one test: several together may be faster than the slowest of them. */
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

/** Share of runs in percent, with a digit where it matters. */
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

/** A healthy row: who was rolled back. Another: who was found if not all were, and when. */
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

/** The same in words, for a cell of a table: `bound 4.6 min, 1.3 ×`. */
export function against(outcome: Outcome, name: string): string {
  const seconds = outcome.bounds[name];
  if (outcome.healthy || !Number.isFinite(seconds)) return '';
  const times = ratio(outcome, name);
  return `bound ${time(seconds)}${times === undefined ? '' : `, ${times.toFixed(1)} ×`}`;
}
