/** Where a verb writes; tests collect it. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** A command, such as `plan`. */
export interface Verb {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Shown by `--help` and after a mistake. */
  readonly usage: string;
  /**
   * Resolves to the exit code.
   *
   * @throws UsageError if the arguments are wrong.
   */
  run(args: string[], output: Output): Promise<number>;
}
