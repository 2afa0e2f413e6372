import { type Outcome } from './outcome';
import { type Change, type RolloutView } from './rollout-view';

/** Where the rehearsal reports what happens. */
export interface Screen {
  /** A remark. */
  line(text: string): void;
  /** Runs one step of the preparation and reports how many seconds it took. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** Something about the rollout has changed; without a change: the rollout begins. */
  update(rollout: RolloutView, change?: Change): void;
  /** The rollout is over: what is shown stays. */
  settle(rollout: RolloutView): void;
  /** How the release ended. */
  outcome(outcome: Outcome, timeScale: number): void;
  /** Why the rehearsal ended early. */
  failure(message: string): void;
}

/** The result of the work, and the seconds it took. */
export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const begin = performance.now();
  return [await work(), (performance.now() - begin) / 1000];
}
