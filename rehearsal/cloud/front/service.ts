import { type FrontRequest } from './request';
import { type Upstream } from './upstream';
import { type clientOptions } from '../account';
import { type Feed } from '../feed';
import { type Invocation } from '../ministack/invocation';
import { type ServiceEvent } from '../ministack/ministack';
import { type ScaledTime } from '../scaled-time';
import { type Unkind } from '../unkind';

/** A service of the local cloud. */
export interface Service {
  /** Serves a request and returns true, or leaves it to the next service and in the end to MiniStack. */
  serve(request: FrontRequest): Promise<boolean> | boolean;
  /** Stops what is still running. @default - nothing to stop */
  close?(): void;
}

/** What a service works with. A service does not import another service: it calls the other's API through the front, like any caller. */
export interface ServiceContext {
  readonly time: ScaledTime;
  readonly seed: number;
  /** What AWS may do otherwise than the local cloud does by default. */
  readonly unkind: Unkind;
  /** Options for clients that call the front. */
  readonly client: ReturnType<typeof clientOptions>;
  /** MiniStack, which serves what the services leave to it. */
  readonly upstream: Upstream;
  /** Every execution of a handler. */
  readonly invocations: Feed<Invocation>;
  /** Sends an event to EventBridge. */
  readonly putEvent: (event: ServiceEvent) => void;
}
