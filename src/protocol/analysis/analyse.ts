import { conclude } from './conclude';
import { type Reading } from './reading';
import { type AnalysisSettings } from './settings';
import { newestSettled } from './settling';
import { begin, type Dispersions, fold } from './state';
import { type Situation, type Verdict } from './verdict';

/** All stored data of a rollout. */
export interface Observation extends Situation {
  /** In any order. Of a minute that stands twice the first counts; one that cannot have settled yet, or lies before the start, is left out. */
  readonly readings: readonly Reading[];
  readonly dispersions?: Dispersions;
}

/** The verdict in one pass: same stored data, same verdict, and the same as folding minute by minute. */
export function analyse(settings: AnalysisSettings, observation: Observation): Verdict {
  const { readings, start, now, timeoutSeconds, dispersions } = observation;
  const newest = newestSettled(now, timeoutSeconds, settings.settling);
  const state = readings
    .filter(({ minute }) => minute >= start && minute <= newest)
    .sort((a, b) => a.minute - b.minute)
    .reduce((before, next) => (next.minute === before.newestMinute ? before : fold(settings, before, next)), begin(settings, dispersions));
  return conclude(settings, state, observation);
}
