import { detectionMinutes } from './detection';
import { addCounts, NO_COUNTS } from '../counts';
import { type AnalysisSettings } from '../settings';
import { settledAt } from '../settling';
import { type Situation, windowWith } from '../situation';
import { type AnalysisState } from '../state';
import { type HarmForecast } from '../verdict';

/** Harms of familiar sizes: the share of failed calls times a factor, and points added to it. */
const HARMS = [
  { harm: '×2', factor: 2, points: 0 },
  { harm: '×5', factor: 5, points: 0 },
  { harm: '+5 points', factor: 1, points: 0.05 },
];

/** When each harm would be seen if it were there from the start, at the traffic of the newest minutes. */
export function forecastHarms({ tests, settling }: AnalysisSettings, state: AnalysisState, situation: Situation): HarmForecast[] {
  const { traffic, settled, newest, metrics, pace } = state;
  const index = tests.findIndex(({ metric }) => metric === 'errors');
  const recent = pace.reduce(addCounts, NO_COUNTS);
  const baselineCalls = recent.baseline.calls / pace.length;
  const canaryCalls = recent.canary.calls / pace.length;
  if (index < 0 || !baselineCalls || !canaryCalls) return [];

  // Half an error is added: that none was seen does not mean that none can happen.
  const usual = (traffic.baseline.events + 0.5) / (traffic.baseline.calls + 1);
  return HARMS.map(({ harm, factor, points }) => {
    const share = Math.min(1, factor * usual + points);
    const minutes = detectionMinutes({
      test: tests[index],
      minute: { baseline: { calls: baselineCalls, events: baselineCalls * usual }, canary: { calls: canaryCalls, events: canaryCalls * share } },
      dispersion: metrics[index].dispersion,
    });
    return {
      harm,
      share,
      minutes,
      seenAt: minutes && settledAt(newest! + minutes - settled, situation.timeoutSeconds, settling),
      inWindow: minutes !== undefined && minutes <= windowWith(situation.maxExtensions, situation),
    };
  });
}
