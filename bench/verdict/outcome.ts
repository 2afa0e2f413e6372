import { ROWS, type Row, type Section } from './rows';
import { type RowResult, type Watched } from './simulate';
import { ERROR_TEST } from '../../src/protocol/analysis/defaults';
import { boundMinutes } from '../../src/protocol/analysis/plan';

/** A row with what came of it. */
export interface Outcome extends Row, RowResult {
  /** What no valid test can beat on average; Infinity for a healthy canary. */
  readonly boundSeconds: number;
}

export function outcomes(results: readonly RowResult[]): Outcome[] {
  return ROWS.map((row, i) => {
    const { rps, weight, baseline, canary } = row.scenario;
    const traffic = { baseline: 60 * rps * (1 - weight), canary: 60 * rps * weight };
    return { ...row, ...results[i], boundSeconds: 60 * boundMinutes(ERROR_TEST, traffic, { baseline: baseline.errors, canary: canary.errors }) };
  });
}

export function of(all: readonly Outcome[], section: Section): Outcome[] {
  return all.filter(outcome => outcome.section === section);
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

/** Median over bound, where the bound exceeds the time between two looks. */
export function ratio({ boundSeconds }: Outcome, { medianSeconds }: Watched, tickSeconds: number): number | undefined {
  return boundSeconds > tickSeconds && medianSeconds !== undefined ? medianSeconds / boundSeconds : undefined;
}
