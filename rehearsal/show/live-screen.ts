import { stripVTControlCharacters, styleText } from 'node:util';
import { rolloutLines } from './rollout-lines';
import { type RolloutState } from './rollout-state';
import { type Screen } from './screen';
import { TextScreen } from './text-screen';
import { timed } from './timed';

/** Redraws the rollout in place: for a terminal. */
export class LiveScreen extends TextScreen implements Screen {
  private drawn = 0;
  private timer?: NodeJS.Timeout;

  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    this.out.write(`• ${title} …`);
    try {
      const [result, seconds] = await timed(work);
      this.out.write(`\r\x1b[K${styleText('green', '✓')} ${title}  ${styleText('dim', `${seconds.toFixed(1)} s`)}\n`);
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
    this.timer = undefined;
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
