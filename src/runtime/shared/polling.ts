import { type Deadline } from '../../aws/deadline';
import { patience, pollMillis, retry } from '../../aws/retry';

/** Three minutes: the longest that an emergency waits in all. */
const POLLS_IN_A_HURRY = 60;

/** From three seconds to fifteen. */
const LONGEST_PAUSE_POLLS = 5;
const GROWTH = 1.2;

/** Half a minute: the longest that it waits for something that it can do without. */
const POLLS_IN_PASSING = 10;

/** Retries calls and polls reads until they succeed or the deadline passes. The error at the deadline says what was waited for. */
export class Polling {
  public static fromEnvironment(deadline: Deadline, environment: Record<string, string | undefined>): Polling {
    return new Polling(deadline, pollMillis(environment));
  }

  private readonly isWorthAnotherTry: (error: unknown) => boolean;

  constructor(public readonly deadline: Deadline, private readonly millis: number) {
    this.isWorthAnotherTry = patience(millis);
  }

  /** A copy with an earlier deadline, for work that must not be held up. */
  public hurried(): Polling {
    return new Polling(this.deadline.within(POLLS_IN_A_HURRY * this.millis), this.millis);
  }

  /** A copy for a read whose failure changes little: it must leave most of the time to the work itself. */
  public inPassing(): Polling {
    return new Polling(this.deadline.within(POLLS_IN_PASSING * this.millis), this.millis);
  }

  /** Makes one call to a service. Retries it after errors that may pass. */
  public async ask<T>(doing: string, call: () => Promise<T>): Promise<T> {
    return retry(call, { deadline: this.deadline, doing, isRetryable: this.isWorthAnotherTry });
  }

  /** Reads, with a pause between two reads, until a value satisfies. The pauses grow: a long wait must not use up a service's rate. */
  public async until<T>(read: () => Promise<T>, satisfies: (value: T) => boolean, waitingFor: string, growth = GROWTH): Promise<T> {
    for (let pause = this.millis; ; pause = Math.min(pause * growth, LONGEST_PAUSE_POLLS * this.millis)) {
      const value = await read();
      if (satisfies(value)) return value;
      await this.deadline.sleep(pause * (0.8 + 0.4 * Math.random()), `waiting for ${waitingFor}`);
    }
  }

  /** Like `until`, but gives up after this many reads, at the same pace, and returns the last value. */
  public async upTo<T>(reads: number, read: () => Promise<T>, satisfies: (value: T) => boolean, waitingFor: string): Promise<T> {
    let left = reads;
    return this.until(read, value => satisfies(value) || --left <= 0, waitingFor, Number.isFinite(reads) ? 1 : GROWTH);
  }

}
