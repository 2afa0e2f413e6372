import { Feed } from './feed';
import { seededRandom } from './random';

/** One request and what became of it. */
export interface Answer {
  /** HTTP status; absent: no answer came. */
  readonly status?: number;
  /** Which version answered, as the app tells it. */
  readonly version?: string;
  /** Milliseconds since 1970, wall clock. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly error?: string;
}

export interface TrafficProps {
  /** Where the requests go: the local URL of an HTTP API or a Function URL. */
  readonly url: string;
  /** Requests per second on the wall clock, on average. */
  readonly rate: number;
  /** Decides when requests are sent, and what `request` is given. @default 1 */
  readonly seed?: number;
  /** Makes the next request. @default - GET of the URL */
  readonly request?: (random: () => number) => { readonly path?: string; readonly init?: RequestInit };
  /** How long a customer waits for an answer, in milliseconds. @default 10_000 */
  readonly patience?: number;
  /** Which version answered. @default - the header `x-version` */
  readonly version?: (response: Response, body: string) => string | undefined;
}

/**
 * Customers: requests that come when they come (a Poisson process), whether or not earlier ones have been answered.
 *
 * A generator that waits for answers would send less when the app is slow, and hide just what a canary is there to show.
 */
export class Traffic {
  static start(props: TrafficProps): Traffic {
    return new Traffic(props);
  }

  readonly answers = new Feed<Answer>();
  private readonly random: () => number;
  private readonly open = new Set<Promise<void>>();
  private timer?: NodeJS.Timeout;
  private due = performance.now();

  private constructor(private readonly props: TrafficProps) {
    if (!(props.rate > 0)) throw new Error(`\`rate\` must be a positive number, got: ${props.rate}`);
    this.random = seededRandom(props.seed ?? 1);
    this.schedule();
  }

  /** Sends nothing more and waits for the answers that are due. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await Promise.all(this.open);
    this.answers.close();
  }

  private schedule(): void {
    // From the time it was due, not from now: a late timer must not lower the rate.
    this.due += (-Math.log(1 - this.random()) / this.props.rate) * 1000;
    this.timer = setTimeout(() => {
      const request = this.send();
      this.open.add(request);
      void request.finally(() => this.open.delete(request));
      this.schedule();
    }, Math.max(0, this.due - performance.now()));
  }

  private async send(): Promise<void> {
    const { path = '', init } = this.props.request?.(this.random) ?? {};
    const startedAt = Date.now();
    const begin = performance.now();
    const outcome = await this.answer(new URL(path, this.props.url), init).catch((error: Error) => ({ error: error.message }));
    this.answers.publish({ startedAt, durationMs: performance.now() - begin, ...outcome });
  }

  private async answer(url: URL, init?: RequestInit) {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(this.props.patience ?? 10_000) });
    const body = await response.text();
    const version = this.props.version ? this.props.version(response, body) : response.headers.get('x-version') ?? undefined;
    return { status: response.status, version };
  }
}
