import { stripVTControlCharacters, styleText } from 'node:util';
import { rolloutLines } from './rollout-lines';
import { type RolloutState } from './rollout-state';
import { type DeploymentView } from '../plane/codedeploy/deployment';

/** Where the rehearsal tells what happens. */
export interface Screen {
  line(text: string): void;
  /** One step of the preparation, with the seconds it took. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** Something about the rollout has changed. */
  update(state: RolloutState): void;
  /** The rollout is over: what is shown stays. */
  settle(state: RolloutState): void;
}

export function screenFor(out: NodeJS.WriteStream): Screen {
  return out.isTTY ? new LiveScreen(out) : new PlainScreen(out);
}

async function timed<T>(work: () => Promise<T>): Promise<[T, string]> {
  const begin = performance.now();
  return [await work(), `${((performance.now() - begin) / 1000).toFixed(1)} s`];
}

/** Redraws the rollout in place. */
class LiveScreen implements Screen {
  private drawn = 0;
  private timer?: NodeJS.Timeout;

  constructor(private readonly out: NodeJS.WriteStream) {}

  line(text: string): void {
    this.out.write(`${text}\n`);
  }

  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    this.out.write(`• ${title} …`);
    try {
      const [result, time] = await timed(work);
      this.out.write(`\r\x1b[K${styleText('green', '✓')} ${title}  ${styleText('dim', time)}\n`);
      return result;
    } catch (error) {
      this.out.write(`\r\x1b[K${styleText('red', '✗')} ${title}\n`);
      throw error;
    }
  }

  update(state: RolloutState): void {
    this.draw(state);
    // The countdown runs between the changes too.
    this.timer ??= setInterval(() => this.draw(state), 100).unref();
  }

  settle(state: RolloutState): void {
    clearInterval(this.timer);
    this.draw(state);
    this.drawn = 0;
  }

  private draw(state: RolloutState): void {
    // A line that wraps would spoil the count of lines to go up.
    const lines = rolloutLines(state).map(line => {
      const plain = stripVTControlCharacters(line);
      return plain.length < this.out.columns ? line : plain.slice(0, this.out.columns - 1);
    });
    this.out.write(`${this.drawn ? `\x1b[${this.drawn}A` : ''}\x1b[0J${lines.join('\n')}\n`);
    this.drawn = lines.length;
  }
}

/** One line per change, for logs. */
class PlainScreen implements Screen {
  private readonly begin = performance.now();
  /** The last line about each deployment. */
  private readonly told = new Map<string, string>();

  constructor(private readonly out: NodeJS.WriteStream) {}

  line(text: string): void {
    this.out.write(`${text}\n`);
  }

  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const [result, time] = await timed(work);
    this.line(`${title}: done in ${time}`);
    return result;
  }

  update({ deployment, rollback }: RolloutState): void {
    for (const view of [deployment, rollback]) if (view) this.tell(view);
  }

  settle(): void {
    this.told.clear();
  }

  private tell(view: DeploymentView): void {
    const events = view.lifecycleEvents.map(({ name, status }) => `${name} ${status}`).join(', ');
    const text = `${view.deploymentId} ${view.status}: ${events}; ${view.targetVersionWeight} % on version ${view.targetVersion}`;
    if (this.told.get(view.deploymentId) === text) return;
    this.told.set(view.deploymentId, text);
    this.line(`${((performance.now() - this.begin) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  }
}
