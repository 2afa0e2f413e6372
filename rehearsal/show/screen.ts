import { JsonScreen } from './json-screen';
import { LiveScreen } from './live-screen';
import { type Outcome } from './outcome';
import { PlainScreen } from './plain-screen';
import { type Change, type RolloutState } from './rollout-state';

/** Where the rehearsal tells what happens. */
export interface Screen {
  /** A remark. */
  line(text: string): void;
  /** One step of the preparation, with the seconds it took. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** Something about the rollout has changed; without a change: it begins. */
  update(state: RolloutState, change?: Change): void;
  /** The rollout is over: what is shown stays. */
  settle(state: RolloutState): void;
  /** What came of it. */
  outcome(outcome: Outcome, timeScale: number): void;
  /** Why the rehearsal ended early. */
  failure(message: string): void;
}

export function screenFor(out: NodeJS.WriteStream, json: boolean): Screen {
  if (json) return new JsonScreen(out);
  return out.isTTY ? new LiveScreen(out) : new PlainScreen(out);
}
