import { type Outcome } from './outcome';
import { type Change, type RolloutView } from './rollout-view';
import { type Screen, timed } from './screen';

/** Prints one JSON object per line, for programs. `type` says what the object is about. */
export class JsonScreen implements Screen {
  constructor(private readonly out: NodeJS.WritableStream) {}

  line(text: string): void {
    this.write({ type: 'note', text: text.trim() });
  }

  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const [result, seconds] = await timed(work);
    this.write({ type: 'step', title, seconds });
    return result;
  }

  update(rollout: RolloutView, change?: Change): void {
    const { release, customers } = rollout;
    if (!change) this.write({ type: 'begin', release });
    else if (change.kind === 'minute') this.write({ type: 'minute', release, percentage: rollout.percentage, versions: rollout.versions(), customers });
    else this.write({ type: change.kind, release, ...change.view });
  }

  settle(): void {
    // The outcome follows.
  }

  outcome(outcome: Outcome): void {
    this.write({ type: 'outcome', ...outcome });
  }

  failure(message: string): void {
    this.write({ type: 'failure', message });
  }

  private write(value: { readonly type: string; readonly [key: string]: unknown }): void {
    this.out.write(`${JSON.stringify({ ...value, time: new Date().toISOString() })}\n`);
  }
}
