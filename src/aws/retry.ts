import { type Deadline, DeadlineError } from './deadline';
import { describeError } from './errors';

const FIRST_WAIT_MILLIS = 100;
const LONGEST_WAIT_MILLIS = 5_000;

export interface RetryOptions {
  readonly deadline: Deadline;
  /** What is being done, for the error: `reporting to CodeDeploy`. */
  readonly doing: string;
  readonly isRetryable: (error: unknown) => boolean;
}

/** Tries again with growing, jittered waits until it works, the error is final, or time is up. */
export async function retry<T>(work: (signal: AbortSignal) => Promise<T>, options: RetryOptions): Promise<T> {
  for (let wait = FIRST_WAIT_MILLIS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
    try {
      return await options.deadline.race(work, options.doing);
    } catch (error) {
      if (error instanceof DeadlineError || !options.isRetryable(error)) throw error;
      await options.deadline.sleep(wait * (0.5 + Math.random() / 2), `${options.doing}, last error: ${describeError(error)}`);
    }
  }
}
