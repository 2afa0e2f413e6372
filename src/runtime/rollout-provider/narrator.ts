import { type Logger } from '@aws-lambda-powertools/logger';
import { describeError } from '../../aws/errors';

/** Collects sentences about what was done: for the log at once, and for the resource's `Outcome` at the end. */
export class Narrator {
  private readonly sentences: string[] = [];

  constructor(public readonly logger: Logger, public readonly count: (metric: string) => void) {}

  public tell(sentence: string): void {
    this.sentences.push(sentence);
    this.logger.info(sentence);
  }

  /** Reports a failure that does not stop the work. */
  public warn(sentence: string): void {
    this.sentences.push(sentence);
    this.logger.error(sentence);
  }

  /** Does work that may fail. If it does, reports why and returns `undefined`. */
  public async attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.warn(`could not ${what}: ${describeError(error)}`);
      return undefined;
    }
  }

  public outcome(): string {
    return this.sentences.join('; ') || 'nothing stood in the way';
  }
}
