/** One execution of a handler. */
export interface Invocation {
  readonly functionName: string;
  /** The alias that was invoked; null: a version, or no qualifier. */
  readonly alias: string | null;
  /** Whether the alias had two versions. @default false */
  readonly aliasWeighted?: boolean;
  /** The version whose code ran. */
  readonly executedVersion: string;
  /** Milliseconds since 1970, wall clock. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** The message of the error that the handler threw; null: it returned. */
  readonly error: string | null;
  /** What the handler wrote to its log. */
  readonly log: string;
  readonly requestId: string;
}
