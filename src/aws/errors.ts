/** The fields of an AWS SDK error that retries need. */
interface ServiceError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: object;
}

const THROTTLES = /Throttl|TooManyRequests|LimitExceeded|SlowDown|RequestTimeout/;

/** Describes an error for people: `AccessDeniedException: User … is not authorized`. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}

/** Whether the error has the name of one of these AWS exceptions. */
export function isException(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** Whether the caller lacks a permission. Just after a deploy this may pass: a new permission takes time to spread. */
export function isDenied(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Scheduler answers with this ValidationException while it can't assume a new role yet.
  return error.name.startsWith('AccessDenied') || (error.name === 'ValidationException' && /\brole\b.*\bassume\b/i.test(error.message));
}

/** Whether the same request may succeed a moment later: it was throttled, the service failed, or the connection broke. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata, $retryable } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  if ($retryable || THROTTLES.test(error.name)) return true;
  return status === undefined ? 'code' in error || error.name === 'TimeoutError' : status >= 500 || status === 429;
}
