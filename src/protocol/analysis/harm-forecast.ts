import { detectionMinutes } from './forecast';
import { type AnalysisSettings } from './settings';
import { type AnalysisState } from './state';
import { type HarmForecast } from './verdict';

/** Harms that people have a feeling for: factor, and points added, of the share of failed calls. */
const HARMS: readonly [string, number, number][] = [['×2', 2, 0], ['×5', 5, 0], ['+5 points', 1, 0.05]];

/** When each harm would be seen, were it there from the start, at the traffic so far. */
export function forecastHarms({ tests }: AnalysisSettings, state: AnalysisState, longestWindow: number): HarmForecast[] {
  const { traffic, settledMinutes, metrics } = state;
  const index = tests.findIndex(({ metric }) => metric === 'errors');
  const { calls, events } = traffic.baseline;
  if (index < 0 || !calls || !traffic.canary.calls) return [];
  const perMinute = { baseline: calls / settledMinutes, canary: traffic.canary.calls / settledMinutes };
  // Half an error is added: that no error was seen does not mean that none can happen.
  const baseline = (events + 0.5) / (calls + 1);
  return HARMS.map(([harm, factor, points]) => {
    const canary = Math.min(1, factor * baseline + points);
    const minutes = detectionMinutes(tests[index], perMinute, { baseline, canary }, metrics[index].dispersion);
    return { harm, share: canary, minutes, inWindow: minutes! <= longestWindow };
  });
}
