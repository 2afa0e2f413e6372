import { type Deadline } from '../../hook-sdk/deadline';
import { POLL_MILLIS_ENVIRONMENT } from '../../protocol/gate';

const DEFAULT_POLL_MILLIS = 3_000;

/** Reads until the read satisfies, a moment apart; at the deadline throws with what was waited for. */
export class Polling {
  public static fromEnvironment(deadline: Deadline, environment: Record<string, string | undefined>): Polling {
    const millis = Number(environment[POLL_MILLIS_ENVIRONMENT] || DEFAULT_POLL_MILLIS);
    if (!(millis > 0)) throw new Error(`${POLL_MILLIS_ENVIRONMENT} must be a number above 0, got: ${environment[POLL_MILLIS_ENVIRONMENT]}`);
    return new Polling(deadline, millis);
  }

  constructor(public readonly deadline: Deadline, private readonly millis: number) {}

  public async until<T>(read: () => Promise<T>, satisfies: (value: T) => boolean, waitingFor: string): Promise<T> {
    for (;;) {
      const value = await read();
      if (satisfies(value)) return value;
      await this.pause(waitingFor);
    }
  }

  /** Like `until`, but gives up after so many reads and returns the last. */
  public async upTo<T>(reads: number, read: () => Promise<T>, satisfies: (value: T) => boolean, waitingFor: string): Promise<T> {
    let left = reads;
    return this.until(read, value => satisfies(value) || --left <= 0, waitingFor);
  }

  public async pause(waitingFor: string): Promise<void> {
    await this.deadline.sleep(this.millis, `waiting for ${waitingFor}`);
  }
}
