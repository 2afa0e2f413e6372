import { detectionMinutes } from './forecast';
import { add, min } from './log-space';
import { NO_CALLS } from './reading';
import { type AnalysisSettings } from './settings';
import { settledAt } from './settling';
import { type Situation, windowWith } from './situation';
import { type AnalysisState } from './state';
import { type HarmForecast } from './verdict';

/** Harms that people have a feeling for: factor, and points added, of the share of failed calls. */
const HARMS: readonly [string, number, number?][] = [['×2', 2], ['×5', 5], ['+5 points', 1, 0.05]];

/** When each harm would be seen, were it there from the start, at the traffic of the newest minutes. */
export const forecastHarms = (
  { tests, settling }: AnalysisSettings, { traffic, settled, newest, metrics, pace }: AnalysisState, situation: Situation,
): HarmForecast[] => {
  const index = tests.findIndex(test => test.metric === 'errors');
  const [baselineCalls, , canaryCalls] = pace.reduce(add, NO_CALLS).map(sum => sum / pace.length);
  // Half an error is added: that no error was seen does not mean that none can happen.
  const usual = (traffic[1] + 0.5) / (traffic[0] + 1);
  return index < 0 || !(baselineCalls && canaryCalls) ? [] : HARMS.map(([harm, factor, points = 0]) => {
    const share = min(1, factor * usual + points);
    const minutes = detectionMinutes(
      tests[index], [baselineCalls, baselineCalls * usual, canaryCalls, canaryCalls * share], metrics[index].dispersion,
    );
    return {
      harm,
      share,
      minutes,
      seenAt: minutes && settledAt(newest! + minutes - settled, situation.timeoutSeconds, settling),
      inWindow: minutes! <= windowWith(situation.maxExtensions, situation),
    };
  });
};
