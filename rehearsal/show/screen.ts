import { type Outcome } from './outcome';
import { type Change, type RolloutView } from './rollout-view';

/** Where the rehearsal reports what happens. */
export interface Screen {
  /** Prints a remark. */
  line(text: string): void;
  /** Runs one step of the preparation and reports how many seconds it took. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** Shows a change of the rollout; without `change`, shows that the rollout begins. */
  update(rollout: RolloutView, change?: Change): void;
  /** Ends the display of a rollout that is over; what it shows stays. */
  settle(rollout: RolloutView): void;
  /** Shows how the release ended. */
  outcome(outcome: Outcome, timeScale: number): void;
  /** Shows why the rehearsal ended early. */
  failure(message: string): void;
}

/** The result of the work, and the seconds it took. */
export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const begin = performance.now();
  return [await work(), (performance.now() - begin) / 1000];
}
