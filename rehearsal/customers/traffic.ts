import { setTimeout as delay } from 'node:timers/promises';
import { Feed } from '../cloud/feed';
import { seededRandom } from '../cloud/random';

/** One attempt of a customer and its result. */
export interface Answer {
  /** HTTP status; absent if there was no answer. */
  readonly status?: number;
  /** The version that answered, as reported by the app. */
  readonly version?: string;
  /** Milliseconds since 1970, wall clock. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly error?: string;
  /** 1 for the first attempt, more for retries. */
  readonly attempt: number;
  /** Whether the customer will retry. */
  readonly retried: boolean;
}

export interface Pauses {
  /** Time between two pauses, in seconds on the wall clock, on average. */
  readonly every: number;
  /** Length of a pause, in seconds on the wall clock, on average. */
  readonly lasting: number;
}

export interface TrafficProps {
  /** Where the requests go: the local URL of an HTTP API or a Function URL. */
  readonly url: string;
  /** Requests per second on the wall clock, on average; retries are additional. */
  readonly rate: number;
  /** Decides when requests are sent, and which random numbers `request` gets. @default 1 */
  readonly seed?: number;
  /** Times without customers. @default - no pauses */
  readonly pauses?: Pauses;
  /** How often a customer retries if there is no answer or the status is 500 or more. @default 0 */
  readonly retries?: number;
  /** Makes the next request. @default - GET of the URL */
  readonly request?: (random: () => number) => { readonly path?: string; readonly init?: RequestInit };
  /** How long a customer waits for an answer, in milliseconds. @default 10_000 */
  readonly patience?: number;
  /** Finds the version that answered. @default - the header `x-version` */
  readonly version?: (response: Response, body: string) => string | undefined;
}

/** How long a customer waits before the first retry, in milliseconds; doubled for each further retry. */
const BACKOFF = 100;

/** Whether the attempt failed: no answer, or a server error. */
export function failed({ status }: Pick<Answer, 'status'>): boolean {
  return status === undefined || status >= 500;
}

/**
 * Customers who send requests at random times (a Poisson process), whether or not earlier requests have been answered.
 *
 * A generator that waits for answers would send less when the app is slow, and so hide what a canary must show.
 */
export class Traffic {
  static start(props: TrafficProps): Traffic {
    return new Traffic(props);
  }

  /** Every attempt, when it has ended. */
  readonly answers = new Feed<Answer>();
  private readonly random: () => number;
  private readonly open = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private timer?: NodeJS.Timeout;
  private due = performance.now();
  private pauseAt = Infinity;

  private constructor(private readonly props: TrafficProps) {
    if (!(props.rate > 0)) throw new Error(`\`rate\` must be a positive number, got: ${props.rate}`);
    this.random = seededRandom(props.seed ?? 1);
    this.pauseAt = this.due + this.span(props.pauses?.every ?? Infinity);
    this.schedule();
  }

  /** Sends no more requests and waits for the pending answers. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.stopping.abort();
    await Promise.all(this.open);
    this.answers.close();
  }

  private schedule(): void {
    // Counted from when the last request was due, not from now: a late timer must not lower the rate.
    this.due += this.span(1 / this.props.rate);
    if (this.due > this.pauseAt) {
      this.due += this.span(this.props.pauses!.lasting);
      this.pauseAt = this.due + this.span(this.props.pauses!.every);
    }
    this.timer = setTimeout(() => {
      const visit = this.visit().catch(error => process.emitWarning(`A customer could not send a request: ${error.message}`));
      this.open.add(visit);
      void visit.finally(() => this.open.delete(visit));
      this.schedule();
    }, Math.max(0, this.due - performance.now()));
  }

  /** A random time in milliseconds, with this average in seconds. */
  private span(seconds: number): number {
    return seconds === Infinity ? Infinity : -Math.log(1 - this.random()) * seconds * 1000;
  }

  /** One customer: one attempt, and retries while attempts fail. */
  private async visit(): Promise<void> {
    const { path = '', init } = this.props.request?.(this.random) ?? {};
    const url = new URL(path, this.props.url);
    for (let attempt = 1; ; attempt++) {
      const answer = await this.attempt(url, init);
      const retried = failed(answer) && attempt <= (this.props.retries ?? 0) && !this.stopping.signal.aborted;
      this.answers.publish({ ...answer, attempt, retried });
      if (!retried) return;
      await delay(BACKOFF * 2 ** (attempt - 1));
    }
  }

  private async attempt(url: URL, init?: RequestInit) {
    const startedAt = Date.now();
    const begin = performance.now();
    const outcome = await this.answer(url, init).catch((error: Error) => ({ error: error.message, status: undefined }));
    return { startedAt, durationMs: performance.now() - begin, ...outcome };
  }

  private async answer(url: URL, init?: RequestInit) {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(this.props.patience ?? 10_000) });
    const body = await response.text();
    const version = this.props.version ? this.props.version(response, body) : response.headers.get('x-version') ?? undefined;
    return { status: response.status, version };
  }
}
