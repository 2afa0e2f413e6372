import { isDenied, isTransient } from './errors';
import { POLL_MILLIS_ENVIRONMENT } from '../protocol/environment';

const DEFAULT_POLL_MILLIS = 3_000;

/** A permission that was just given is refused here and there for some seconds (aws/serverless-application-model#838): a minute covers it. */
const POLLS_UNTIL_PERMISSIONS_HAVE_SPREAD = 20;

/** Milliseconds between two reads of the same thing. */
export function pollMillis(environment: Record<string, string | undefined>): number {
  const millis = Number(environment[POLL_MILLIS_ENVIRONMENT] || DEFAULT_POLL_MILLIS);
  if (!(millis > 0)) throw new Error(`${POLL_MILLIS_ENVIRONMENT} must be a number above 0, got: ${environment[POLL_MILLIS_ENVIRONMENT]}`);
  return millis;
}

/** Which errors are worth another try from now on: those that pass by themselves, and for a minute those of a permission too. */
export function patience(millis = pollMillis(process.env)): (error: unknown) => boolean {
  const spread = Date.now() + POLLS_UNTIL_PERMISSIONS_HAVE_SPREAD * millis;
  return error => isTransient(error) || (isDenied(error) && Date.now() < spread);
}
