import type * as sns from 'aws-cdk-lib/aws-sns';
import { type Construct } from 'constructs';
import { RolloutEvent } from './rollout-event';
import { foreignProblem } from '../shared/checks';
import { CanaryLambdaError, refuse } from '../shared/errors';

/** Options of `Notification.sns()`. */
export interface SnsNotificationOptions {
  /**
   * Events to send a message about.
   *
   * At least one event.
   *
   * @default - all of them
   */
  readonly events?: RolloutEvent[];
}

/** What a `Notification` means: who gets which events. */
interface SnsNotificationPlan {
  readonly topic: sns.ITopic;
  readonly events: RolloutEvent[];
}

/**
 * Tells people, or other systems, how a rollout goes.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * declare const topic: sns.Topic;
 * new CanaryLambda(this, 'Orders', {
 *   function: ordersFn,
 *   notifications: [Notification.sns(topic, { events: [RolloutEvent.ROLLED_BACK] })],
 * });
 */
export abstract class Notification {
  /**
   * Sends messages to a topic: text for people (email), JSON for machines (SQS, Lambda, HTTPS).
   *
   * Subscription filters can use the message attributes `state`, `functionName` and `alias`. Encrypted topics work.
   *
   * @throws if `events` is empty.
   *
   * @example
   * declare const topic: sns.Topic;
   * Notification.sns(topic, { events: [RolloutEvent.STARTED, RolloutEvent.SUCCEEDED] });
   */
  public static sns(topic: sns.ITopic, options: SnsNotificationOptions = {}): Notification {
    return new SnsNotification(topic, options.events ?? Object.values(RolloutEvent));
  }

  /** @internal */
  public abstract _bind(): SnsNotificationPlan;
}

class SnsNotification extends Notification {
  private readonly events: RolloutEvent[];

  constructor(private readonly topic: sns.ITopic, events: RolloutEvent[]) {
    super();
    if (events.length === 0) refuse('Notification.sns()', '`events` must name at least one event, got: []');
    this.events = [...new Set(events)];
  }

  /** @internal */
  public _bind(): SnsNotificationPlan {
    return { topic: this.topic, events: this.events };
  }
}

/** Binds a notification; throws if it does not come from a factory. @internal */
export function bindNotification(scope: Construct, notification: Notification): SnsNotificationPlan {
  if (typeof notification._bind === 'function') return notification._bind();
  throw new CanaryLambdaError(scope, foreignProblem('notifications', notification, 'Notification', 'Notification.sns()'));
}
