import { CAUSES, doubts, MISSING } from './doubts';
import { limitEvidence, metricEvidence } from './evidence';
import { forecastHarms } from './harm-forecast';
import { max } from './log-space';
import { compared, guardReason, harmReason, limitReason, progress } from './reasons';
import { type AnalysisSettings } from './settings';
import { newestDue, newestSettled } from './settling';
import { checkSituation, type Situation, windowWith } from './situation';
import { type AnalysisState } from './state';
import { type Cause, type Verdict, type VerdictName } from './verdict';
import { plural } from './words';

/**
 * The verdict on what has been folded in so far.
 *
 * @throws RangeError if the situation is none.
 */
export const conclude = (settings: AnalysisSettings, state: AnalysisState, situation: Situation): Verdict => {
  checkSituation(situation);
  const { settling } = settings;
  const manual = settings.kind === 'manual';
  const { settled, traffic, guard } = state;
  const { start, now, timeoutSeconds, extensionsUsed, maxExtensions, extendedAt = 0 } = situation;

  const metrics = metricEvidence(settings, state);
  const limits = limitEvidence(settings, state);
  const windowMinutes = windowWith(extensionsUsed, situation);
  const open = settled < windowMinutes;
  const newest = state.newest ?? start - 1;
  const gaps = newest - start + 1 - settled;
  // What was due before a late extension had nobody to read it, and what comes after the window is nobody's loss.
  const lost = open ? max(0, newestDue(now, timeoutSeconds, settling) - max(newest, newestDue(extendedAt, timeoutSeconds, settling))) : 0;
  const back = settled && (gaps < 0 || newest > newestSettled(now, timeoutSeconds, settling));

  // Proven harm comes before all: neither a minimum of calls nor the window stands before it.
  const harm = metrics.findIndex(metric => metric.status === 'harm' && !manual);
  const exceeded = !back && limits.find(limit => limit.streak >= limit.minutes);
  const proven = harm >= 0 ? harmReason(metrics[harm], state.metrics[harm].total)
    : exceeded ? limitReason(exceeded)
      : guard?.proof !== undefined && guardReason(settings.guard!, guard, traffic);

  // Whoever is rolled back owes nothing.
  const owed = proven ? [] : doubts(settings, state, metrics, limits, windowMinutes);
  const observed = plural(settled);
  const why = `not decided after ${observed}: ${owed.map(([, , words]) => words).join('; ')}`;
  const gravest = CAUSES.find(one => owed.some(([, cause]) => cause === one));

  /** The first rule that applies. */
  const decide = (): [VerdictName, string, Cause?] => {
    if (back) return ['continue', 'clock or start went back'];
    if (proven) return ['rollback', proven];
    if (lost >= settling.mostMissing) return ['inconclusive', `no numbers for ${plural(lost)} in a row`, MISSING];
    if (!settled) return ['continue', 'no minute has settled yet'];
    if (!open && !manual && traffic[0] + traffic[2] === 0) return ['noTraffic', `no calls in ${observed}`];
    if (!owed.length && (settings.promotion.early || !open)) {
      return ['promote', `${compared(traffic)}; ${metrics.length ? 'harm excluded' : 'limits kept'} after ${observed}`];
    }
    if (open) return ['continue', `minute ${settled} of ${windowMinutes}: ${progress(metrics, limits)}`];
    if (extensionsUsed >= maxExtensions) return ['inconclusive', why, gravest];
    return ['extend', `${why}; ${plural(situation.extendByMinutes, 'more minute')}, extension ${extensionsUsed + 1} of ${maxExtensions}`, gravest];
  };
  const [verdict, reason, cause] = decide();
  return {
    verdict,
    cause,
    reason,
    settledMinutes: settled,
    windowMinutes,
    missingMinutes: max(0, gaps) + lost,
    metrics,
    limits,
    guard,
    forecast: forecastHarms(settings, state, situation),
  };
};
