/** The part of a Lambda context that a deadline needs. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/** Thrown when work reaches its deadline, so that the caller can still report it instead of being cut off silently. */
export class DeadlineError extends Error {
  public readonly name = 'DeadlineError';
}

const LONGEST_RESERVE_MILLIS = 15_000;
const RESERVE_SHARE = 0.2;
const LONGEST_MARGIN_MILLIS = 1_000;
const MARGIN_SHARE = 0.05;

/** The time by which work must end, earlier than Lambda's own timeout. */
export class Deadline {
  /** Leaves time to report what happened: a fifth of the remaining time, at most 15 seconds. */
  public static forWork(context: RemainingTime): Deadline {
    return Deadline.before(context, RESERVE_SHARE, LONGEST_RESERVE_MILLIS);
  }

  /** The last resort for work that hangs and can't check the deadline of `forWork`: leaves half of that reserve. */
  public static forHangingWork(context: RemainingTime): Deadline {
    return Deadline.before(context, RESERVE_SHARE / 2, LONGEST_RESERVE_MILLIS / 2);
  }

  /** Leaves only enough time to return. */
  public static forReport(context: RemainingTime): Deadline {
    return Deadline.before(context, MARGIN_SHARE, LONGEST_MARGIN_MILLIS);
  }

  private static before(context: RemainingTime, share: number, longest: number): Deadline {
    const remaining = context.getRemainingTimeInMillis();
    return new Deadline(Date.now() + remaining - Math.min(longest, remaining * share));
  }

  private constructor(private readonly at: number) {}

  /** This deadline, or `millis` from now if that is earlier. */
  public within(millis: number): Deadline {
    return new Deadline(Math.min(this.at, Date.now() + millis));
  }

  public remainingMillis(): number {
    return Math.max(0, this.at - Date.now());
  }

  public passed(): boolean {
    return this.remainingMillis() === 0;
  }

  /**
   * Waits.
   *
   * @throws DeadlineError at the deadline, if that comes first
   */
  public async sleep(millis: number, doing: string): Promise<void> {
    const left = this.remainingMillis();
    await new Promise(resolve => setTimeout(resolve, Math.min(millis, left)));
    if (millis >= left) throw new DeadlineError(`time is up: ${doing}`);
  }

  /**
   * Does the work. At the deadline, aborts the signal that the work received.
   *
   * @throws DeadlineError if the deadline comes first
   */
  public async race<T>(work: (signal: AbortSignal) => Promise<T>, doing: string): Promise<T> {
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new DeadlineError(`time is up: ${doing}`));
        controller.abort();
      }, this.remainingMillis());
    });
    try {
      return await Promise.race([work(controller.signal), timeUp]);
    } finally {
      clearTimeout(timer);
    }
  }
}
