import { stripVTControlCharacters, styleText } from 'node:util';
import { rolloutLines } from './rollout-lines';
import { type RolloutView } from './rollout-view';
import { type Screen, timed } from './screen';
import { TextScreen } from './text-screen';

/** Redraws the rollout in place on a terminal. */
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

  update(rollout: RolloutView): void {
    this.draw(rollout);
    // Redraws the countdown between changes too.
    this.timer ??= setInterval(() => this.draw(rollout), 100).unref();
  }

  settle(rollout: RolloutView): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.draw(rollout);
    this.drawn = 0;
  }

  private draw(rollout: RolloutView): void {
    // A wrapped line takes two rows: the next drawing would then start too low.
    const lines = rolloutLines(rollout).map(line => {
      const plain = stripVTControlCharacters(line);
      return plain.length < this.out.columns ? line : plain.slice(0, this.out.columns - 1);
    });
    this.out.write(`${this.drawn ? `\x1b[${this.drawn}A` : ''}\x1b[0J${lines.join('\n')}\n`);
    this.drawn = lines.length;
  }
}
