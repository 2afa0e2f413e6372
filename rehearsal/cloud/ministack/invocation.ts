/** One execution of a handler, whoever asked for it. */
export interface Invocation {
  readonly functionName: string;
  /** The alias it was invoked by; null: by a version, or unqualified. */
  readonly alias: string | null;
  /** The version whose code ran. */
  readonly executedVersion: string;
  /** Milliseconds since 1970, wall clock. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** What the handler threw; null: it returned. */
  readonly error: string | null;
  /** What the handler wrote. */
  readonly log: string;
  readonly requestId: string;
}
