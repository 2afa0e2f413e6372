import { isDenied, isTransient } from './errors';
import { POLL_MILLIS_ENVIRONMENT } from '../protocol/environment';

const DEFAULT_POLL_MILLIS = 3_000;

/** AWS may deny a newly granted permission for some seconds (aws/serverless-application-model#838). A minute covers that. */
const POLLS_UNTIL_PERMISSIONS_HAVE_SPREAD = 20;

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
