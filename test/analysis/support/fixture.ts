import {
  type AnalysisSettings, type AnalysisState, begin, type Counts, ERROR_TEST, fold, GUARD, type Histories, LIMITS, type LimitRule, type MetricTest,
  type Observation, PROMOTION, type Reading, SEQUENTIAL_TESTS, SETTLING, WARNING,
} from '../../../src/analysis';

/** What `Analysis.sequential()` renders, except for the parts given. */
export function sequential(parts: Partial<AnalysisSettings> = {}): AnalysisSettings {
  return { kind: 'sequential', tests: SEQUENTIAL_TESTS, guard: GUARD, promotion: PROMOTION, settling: SETTLING, warning: WARNING, ...parts };
}

/** Errors alone, which is enough where latency is not the point. */
export const ERRORS_ONLY = sequential({ tests: [ERROR_TEST] });

/** A test as the facts' golden vectors have it: harm from the start only. */
export function fromTheStart(test: MetricTest): MetricTest {
  return { ...test, onsetMinutes: 0 };
}

export function thresholds(...rules: LimitRule[]): AnalysisSettings {
  return { ...sequential(), kind: 'thresholds', tests: [], guard: undefined, promotion: { ...PROMOTION, minimumCalls: 1 }, limits: { ...LIMITS, rules } };
}

/** The baseline's calls and errors, then the canary's. */
export type Cells = readonly [nb: number, xb: number, nc: number, xc: number];

export function counts([nb, xb, nc, xc]: Cells): Counts {
  return { baseline: { calls: nb, events: xb }, canary: { calls: nc, events: xc } };
}

/** A minute with these errors; latency as before the rollout: one call in a hundred over p99, half of them over p50. */
export function reading(minute: number, [nb, xb, nc, xc]: Cells): Reading {
  const version = (invocations: number, errors: number) =>
    ({ invocations, errors, overP99: Math.round(invocations / 100), overP50: Math.round(invocations / 2) });
  return { minute, baseline: version(nb, xb), canary: version(nc, xc) };
}

export const START = 29_000_000;

export function readings(...minutes: Cells[]): Reading[] {
  return minutes.map((cells, i) => reading(START + i, cells));
}

export function repeat(times: number, cells: Cells): Cells[] {
  return new Array<Cells>(times).fill(cells);
}

/** A rollout of 15 minutes, judged when the newest of its readings has just settled. */
export function observation(given: readonly Reading[], parts: Partial<Observation> = {}): Observation {
  const newest = given.reduce((latest, { minute }) => Math.max(latest, minute), START - 1);
  return {
    start: START,
    now: (newest + 1) * 60_000 + 120_000,
    timeoutSeconds: 3,
    windowMinutes: 15,
    extendByMinutes: 5,
    extensionsUsed: 0,
    maxExtensions: 3,
    readings: given,
    ...parts,
  };
}

/** What is remembered of these readings, all of them settled and inside the window. */
export function folded(settings: AnalysisSettings, given: readonly Reading[], histories?: Histories): AnalysisState {
  return fold(settings, begin(settings, histories), given, observation(given, { windowMinutes: 1e6 }));
}

/** The old version as it was before the rollout. */
export function usual(share: number, dispersion = 1): Histories {
  return { errors: { share, dispersion } };
}
