import { type Deadline, DeadlineError } from './deadline';
import { describeError, isDenied, isTransient } from './errors';
import { POLL_MILLIS_ENVIRONMENT } from '../protocol/environment';

const FIRST_WAIT_MILLIS = 100;
const LONGEST_WAIT_MILLIS = 5_000;
const DEFAULT_POLL_MILLIS = 3_000;

/** AWS may deny a newly granted permission for some seconds (aws/serverless-application-model#838). A minute covers that. */
const POLLS_UNTIL_PERMISSIONS_HAVE_SPREAD = 20;

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

/** Milliseconds between two reads of the same resource. */
export function pollMillis(environment: Record<string, string | undefined>): number {
  const millis = Number(environment[POLL_MILLIS_ENVIRONMENT] || DEFAULT_POLL_MILLIS);
  if (!(millis > 0)) throw new Error(`${POLL_MILLIS_ENVIRONMENT} must be a number above 0, got: ${environment[POLL_MILLIS_ENVIRONMENT]}`);
  return millis;
}

/** Says which errors deserve a retry: transient ones always, and denied permissions within a minute from now. */
export function patience(millis = pollMillis(process.env)): (error: unknown) => boolean {
  const spread = Date.now() + POLLS_UNTIL_PERMISSIONS_HAVE_SPREAD * millis;
  return error => isTransient(error) || (isDenied(error) && Date.now() < spread);
}
