/** Where a verb writes to; tests collect it. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** One word of the command line and what it does. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** Shown by `--help` and after a mistake. */
  readonly usage: string;
  /** Answers with the exit code. */
  run(args: string[], output: Output): Promise<number>;
}

/** The command line is wrong: its message is shown with the usage, without a stack. */
export class UsageError extends Error {}

/** Exit code for a wrong command line, as is customary. */
export const USAGE_EXIT = 2;
