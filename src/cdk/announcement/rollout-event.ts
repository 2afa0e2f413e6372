/**
 * An event of a rollout that notifications and rules can ask for.
 *
 * @example
 * declare const topic: sns.Topic;
 * Notification.sns(topic, { events: [RolloutEvent.FAILED, RolloutEvent.ROLLED_BACK] });
 */
export enum RolloutEvent {
  /** Traffic is about to shift; the before-traffic hook runs first. */
  STARTED = 'STARTED',
  /** All traffic is on the new version, and all hooks and the bake have passed. */
  SUCCEEDED = 'SUCCEEDED',
  /**
   * A hook failed, an alarm went off, or a person stopped the rollout.
   *
   * A rollback follows, unless a person stopped the rollout without one. Its end is announced as `ROLLED_BACK`, or as a second `FAILED` if
   * the rollback fails.
   */
  FAILED = 'FAILED',
  /** All traffic is back on the old version: by CodeDeploy's rollback, by the stack's, or by `ConflictPolicy.CANCEL`. */
  ROLLED_BACK = 'ROLLED_BACK',
}
