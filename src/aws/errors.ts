/** What the AWS SDK adds to an error, as far as retries care. */
interface ServiceError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: object;
}

const THROTTLES = /Throttl|TooManyRequests|LimitExceeded|SlowDown|RequestTimeout/;

/** An error in words, for a person: `AccessDeniedException: User … is not authorized`. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}

/** Whether the error is, or says that it is, one of these AWS exceptions. */
export function isException(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** Whether the caller was not allowed to, which just after a deploy may also mean: not yet everywhere. */
export function isDenied(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Scheduler calls a role that it may not assume yet invalid.
  return error.name.startsWith('AccessDenied') || (error.name === 'ValidationException' && /\brole\b.*\bassume\b/i.test(error.message));
}

/** Whether the same request may well work a moment later: throttled, the service's own fault, or a broken connection. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata, $retryable } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  if ($retryable || THROTTLES.test(error.name)) return true;
  return status === undefined ? 'code' in error || error.name === 'TimeoutError' : status >= 500 || status === 429;
}
