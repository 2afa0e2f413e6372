import { limitEvidence, metricEvidence } from './evidence';
import { forecastHarms } from './harm-forecast';
import { doubts, failing, harmReason, limitReason, progress } from './reasons';
import { type AnalysisSettings } from './settings';
import { newestDue } from './settling';
import { type AnalysisState } from './state';
import { type Situation, type Verdict, type VerdictName } from './verdict';
import { percent, plural } from './words';

/** The verdict on what has been folded in so far. */
export function conclude(settings: AnalysisSettings, state: AnalysisState, situation: Situation): Verdict {
  const { kind, settling, guard, promotion } = settings;
  const { settledMinutes, traffic, guardStreak } = state;
  const { start, now, timeoutSeconds, extensionsUsed, maxExtensions, extendByMinutes } = situation;

  const metrics = metricEvidence(settings, state);
  const limits = limitEvidence(settings, state);
  const windowMinutes = situation.windowMinutes + extensionsUsed * extendByMinutes;
  const open = settledMinutes < windowMinutes;
  const newest = state.newestMinute ?? start - 1;
  // What comes after the window is nobody's loss.
  const lost = open ? Math.max(0, newestDue(now, timeoutSeconds, settling) - newest) : 0;
  const canaryCalls = traffic.canary.calls;
  const calls = traffic.baseline.calls + canaryCalls;

  const [verdict, reason] = decide();
  return {
    verdict,
    reason,
    settledMinutes,
    windowMinutes,
    missingMinutes: newest - start + 1 - settledMinutes + lost,
    metrics,
    limits,
    forecast: forecastHarms(settings, state, situation.windowMinutes + maxExtensions * extendByMinutes),
  };

  /** The first rule that applies. Proven harm comes before all: neither a minimum of calls nor the window stands before it. */
  function decide(): [VerdictName, string] {
    const manual = kind === 'manual';
    const observed = plural(settledMinutes, 'minute');
    const harm = metrics.find(({ status }) => status === 'harm');
    if (harm && !manual) return ['rollback', harmReason(harm)];
    const exceeded = limits.find(({ streak, consecutive }) => streak >= consecutive);
    if (exceeded) return ['rollback', limitReason(exceeded)];
    if (guard && guardStreak >= guard.minutes) {
      return ['rollback', `both versions together failed over ${percent(guard.errorShare)} of calls for ${plural(guard.minutes, 'minute')} in a row; `
        + `since the start ${failing(traffic)}`];
    }
    if (lost >= settling.maximumMissingMinutes) return ['inconclusive', `no numbers for ${plural(lost, 'minute')} in a row, though they are due`];
    if (!settledMinutes) return ['continue', 'waiting for the first minute to settle'];
    if (!open && !calls && !manual) return ['noTraffic', `no calls of either version in ${observed}`];

    const needed = Math.min(promotion.minimumMinutes, windowMinutes);
    const owed = manual ? ['only a person decides'] : doubts(metrics, limits, promotion.calm);
    if (settledMinutes < needed) owed.push(`${observed} of ${needed} observed`);
    if (canaryCalls < promotion.minimumCalls) owed.push(`${plural(canaryCalls, 'canary call')} of ${promotion.minimumCalls} seen`);
    if (!owed.length && (promotion.early || !open)) return ['promote', `${failing(traffic)}; ${metrics.length ? 'harm excluded' : 'limits kept'} after ${observed}`];
    if (open) return ['continue', `minute ${settledMinutes} of ${windowMinutes}: ${progress(metrics, limits)}`];
    const why = `not decided after ${observed}: ${owed.join('; ')}`;
    if (extensionsUsed >= maxExtensions) return ['inconclusive', why];
    return ['extend', `${why}; ${plural(extendByMinutes, 'more minute')}, extension ${extensionsUsed + 1} of ${maxExtensions}`];
  }
}
