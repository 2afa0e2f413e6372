import { styleText } from 'node:util';
import { type Outcome } from './outcome';
import { summary } from './summary';

/** What the screens for people have in common: they write text, line by line. */
export abstract class TextScreen {
  constructor(protected readonly out: NodeJS.WriteStream) {}

  line(text: string): void {
    this.out.write(`${text}\n`);
  }

  outcome(outcome: Outcome, timeScale: number): void {
    for (const line of summary(outcome, timeScale)) this.line(line);
  }

  failure(message: string): void {
    this.line(`\n${styleText('red', '✗ failed')}: ${message}`);
  }
}
