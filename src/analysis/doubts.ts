import { type Evidence, type LimitEvidence, type MetricEvidence } from './evidence';
import { logFactorial } from './log-space';
import { bursts, nameOf, overLimit } from './reasons';
import { type AnalysisSettings, type Promotion } from './settings';
import { type AnalysisState } from './state';
import { type Cause, CAUSES } from './verdict';
import { odds, plural, whole } from './words';

/** Something that must hold before a canary may be promoted. */
export interface Condition {
  /** Written as what must hold, so that `NaN` satisfies no condition. */
  readonly holds: boolean;
  /** Why the analysis is inconclusive if it does not hold. */
  readonly cause: Cause;
  /** Part of the verdict's reason if it does not hold. */
  readonly words: string;
}

/** The conditions of a promotion that do not hold. */
export function doubts(settings: AnalysisSettings, state: AnalysisState, { metrics, limits }: Evidence, windowMinutes: number): Condition[] {
  const { promotion } = settings;
  const needed = Math.min(promotion.minimumMinutes, windowMinutes);
  const conditions: Condition[] = settings.kind === 'manual'
    ? [{ holds: false, cause: 'manual', words: 'only a person decides' }]
    : [
      { holds: metrics.length + limits.length > 0, cause: 'missing', words: 'nothing is compared' },
      ...metrics.flatMap(metric => evidenceConditions(metric, promotion)),
      ...limits.map(({ streak, metric }): Condition => ({ holds: streak === 0, cause: 'suspicious', words: overLimit(metric) })),
      ...metrics.flatMap(metric => sightConditions(metric, needed, settings, state)),
      ...limits.flatMap(limit => sightConditions(limit, Math.max(needed, limit.minutes), settings, state)),
      ...trafficConditions(state, needed, promotion),
    ];
  return conditions.filter(({ holds }) => !holds);
}

/** Nothing speaks for harm, and enough speaks against it. */
function evidenceConditions({ metric, value, recent, cleared, clearLine, dispersion }: MetricEvidence, { calm, recentCalm }: Promotion): Condition[] {
  const isCalm = value < Math.log(calm);
  // Harm that began recently is mentioned only where the evidence as a whole does not show it.
  const [newest, evidence, line] = isCalm ? ['newest ', recent, recentCalm] as const : ['', value, calm] as const;
  return [
    { holds: evidence < Math.log(line), cause: 'suspicious', words: `${newest}evidence on ${nameOf(metric)} ${odds(evidence)}, calm below ${line} : 1` },
    { holds: cleared >= clearLine || !isCalm, cause: 'undecided', words: `harm in ${nameOf(metric)} not excluded${bursts(dispersion)}` },
  ];
}

/** A metric or a limit was seen in enough minutes, and in one of the newest. */
function sightConditions(
  { metric, seen, lastSeen, blind }: MetricEvidence | LimitEvidence, least: number, { settling }: AnalysisSettings, state: AnalysisState,
): Condition[] {
  const unseen = state.newest! - lastSeen!;
  const cause = blind > 0 ? 'missing' : isCutOff(state, state.longest) ? 'suspicious' : 'undecided';
  return [
    { holds: seen >= least, cause, words: `${nameOf(metric)} seen in ${whole(seen)} of ${plural(least)}` },
    { holds: unseen < settling.mostMissing || !seen, cause, words: `${nameOf(metric)} not seen in the last ${plural(unseen)}` },
  ];
}

/** Enough minutes and canary calls were seen, and the canary is still called. */
function trafficConditions(state: AnalysisState, needed: number, { minimumCalls }: Promotion): Condition[] {
  const { settled, traffic: { canary }, silent } = state;
  return [
    { holds: settled >= needed, cause: 'undecided', words: `${plural(settled)} of ${needed} observed` },
    {
      holds: canary.calls >= minimumCalls,
      cause: canary.calls > 0 ? 'undecided' : 'missing',
      words: `${plural(canary.calls, 'canary call')} of ${minimumCalls} seen`,
    },
    { holds: !isCutOff(state, silent), cause: 'suspicious', words: `none of the last ${plural(silent, 'call')} went to the canary` },
  ];
}

/**
 * Whether the canary's silence is more than a coincidence: `silent` calls of the baseline came in a row, without one of the canary's,
 * and that is less likely than one in a million. Then the canary was cut off, whatever the reason.
 *
 * The probability follows from the split of all other calls (Laplace's rule of succession), not from the configured weight: Lambda's
 * split differs from it.
 */
export function isCutOff({ traffic: { baseline, canary } }: Pick<AnalysisState, 'traffic'>, silent: number): boolean {
  const others = baseline.calls - silent;
  const all = others + canary.calls + 1;
  return logFactorial(baseline.calls) - logFactorial(others) + logFactorial(all) - logFactorial(all + silent) < Math.log(1e-6);
}

/** The cause of the gravest of these doubts. */
export function gravestCause(open: readonly Condition[]): Cause | undefined {
  return CAUSES.find(one => open.some(({ cause }) => cause === one));
}
