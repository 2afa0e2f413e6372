import { type Deadline, DeadlineError } from './deadline';
import { describeError } from './errors';

const FIRST_WAIT_MILLIS = 100;
const LONGEST_WAIT_MILLIS = 5_000;

export interface RetryOptions {
  readonly deadline: Deadline;
  /** What the work does, for the error message: `reporting to CodeDeploy`. */
  readonly doing: string;
  readonly isRetryable: (error: unknown) => boolean;
}

/**
 * Retries the work with growing, jittered waits until it succeeds.
 *
 * @throws the work's error if that is not retryable, or DeadlineError at the deadline
 */
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
