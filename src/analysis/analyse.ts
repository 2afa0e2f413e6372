import { conclude } from './conclude';
import { type Reading } from './reading';
import { type AnalysisSettings, type Histories } from './settings';
import { type Situation } from './situation';
import { begin, fold } from './state';
import { type Verdict } from './verdict';

/** All stored data of a rollout. */
export interface Observation extends Situation {
  /** In any order. */
  readonly readings: readonly Reading[];
  readonly histories?: Histories;
}

/** The verdict in one pass: same stored data, same verdict, and the same as folding minute by minute. */
export const analyse = (settings: AnalysisSettings, observation: Observation): Verdict =>
  conclude(settings, fold(settings, begin(settings, observation.histories), observation.readings, observation), observation);
