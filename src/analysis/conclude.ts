import { doubts, gravestCause } from './doubts';
import { type Evidence, evidenceOf } from './evidence';
import { forecastHarms } from './forecast/harm-forecast';
import { type Reading } from './reading';
import { compared, guardReason, harmReason, limitReason, progress } from './reasons';
import { type AnalysisSettings, type Histories } from './settings';
import { type Coverage, coverageOf } from './settling';
import { checkSituation, type Situation } from './situation';
import { type AnalysisState, begin, fold } from './state';
import { type Verdict } from './verdict';
import { plural } from './words';

/** All stored data of a rollout. */
export interface Observation extends Situation {
  /** In any order. */
  readonly readings: readonly Reading[];
  readonly histories?: Histories;
}

/** The verdict in one pass. The same stored data give the same verdict, and the same as folding minute by minute. */
export function analyse(settings: AnalysisSettings, observation: Observation): Verdict {
  const state = fold(settings, begin(settings, observation.histories), observation.readings, observation);
  return conclude(settings, state, observation);
}

/**
 * The verdict on what has been folded in so far.
 *
 * @throws RangeError if a number of the situation is missing or out of range.
 */
export function conclude(settings: AnalysisSettings, state: AnalysisState, situation: Situation): Verdict {
  checkSituation(situation);
  const evidence = evidenceOf(settings, state);
  const coverage = coverageOf(settings.settling, state, situation);
  const { verdict, cause, reason } = judge({ settings, state, situation, evidence, coverage });
  return {
    verdict,
    cause,
    reason,
    settledMinutes: state.settled,
    windowMinutes: coverage.windowMinutes,
    missingMinutes: coverage.missing,
    ...evidence,
    guard: state.guard,
    forecast: forecastHarms(settings, state, situation),
  };
}

/** All that a verdict depends on. */
interface Case {
  readonly settings: AnalysisSettings;
  readonly state: AnalysisState;
  readonly situation: Situation;
  readonly evidence: Evidence;
  readonly coverage: Coverage;
}

/** The first rule that applies. Decision 0010 gives the reasons for this order. */
function judge({ settings, state, situation, evidence, coverage }: Case): Pick<Verdict, 'verdict' | 'cause' | 'reason'> {
  const { settled, traffic } = state;
  const { windowMinutes, open, lost, wentBack } = coverage;
  if (wentBack) return { verdict: 'continue', reason: 'clock or start went back' };

  // Proven harm comes first: it waits neither for a minimum of calls nor for the window.
  const proof = provenHarm(settings, state, evidence);
  if (proof) return { verdict: 'rollback', reason: proof };
  if (lost >= settings.settling.mostMissing) return { verdict: 'inconclusive', reason: `no numbers for ${plural(lost)} in a row`, cause: 'missing' };
  if (settled === 0) return { verdict: 'continue', reason: 'no minute has settled yet' };

  const observed = plural(settled);
  const noCalls = traffic.baseline.calls + traffic.canary.calls === 0;
  if (!open && noCalls && settings.kind !== 'manual') return { verdict: 'noTraffic', reason: `no calls in ${observed}` };

  const unmet = doubts(settings, state, evidence, windowMinutes);
  if (unmet.length === 0 && (settings.promotion.early || !open)) {
    return { verdict: 'promote', reason: `${compared(traffic)}; ${evidence.metrics.length > 0 ? 'harm excluded' : 'limits kept'} after ${observed}` };
  }
  if (open) return { verdict: 'continue', reason: `minute ${settled} of ${windowMinutes}: ${progress(evidence)}` };

  const cause = gravestCause(unmet);
  const reason = `not decided after ${observed}: ${unmet.map(({ words }) => words).join('; ')}`;
  const { extensionsUsed, maxExtensions, extendByMinutes } = situation;
  if (extensionsUsed >= maxExtensions) return { verdict: 'inconclusive', reason, cause };
  return {
    verdict: 'extend',
    reason: `${reason}; ${plural(extendByMinutes, 'more minute')}, extension ${extensionsUsed + 1} of ${maxExtensions}`,
    cause,
  };
}

/** Why the canary must be rolled back now; undefined: nothing is proven. A rollback waits for none of the promotion conditions. */
function provenHarm({ kind, guard: rule }: AnalysisSettings, { guard, traffic }: AnalysisState, { metrics, limits }: Evidence): string | undefined {
  const harm = metrics.find(({ status }) => status === 'harm');
  if (harm && kind !== 'manual') return harmReason(harm);
  const exceeded = limits.find(({ streak, minutes }) => streak >= minutes);
  if (exceeded) return limitReason(exceeded);
  return guard?.proof === undefined ? undefined : guardReason(rule!, guard, traffic);
}
