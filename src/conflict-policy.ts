/**
 * What a deploy does when it meets a rollout of the same alias that still runs.
 *
 * Whatever is chosen, a stack that rolls back always aborts the rollout, puts the alias back and goes on.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * new CanaryLambda(this, 'Orders', { function: ordersFn, onConflict: ConflictPolicy.FAIL });
 */
export enum ConflictPolicy {
  /** Stop the running rollout, put the alias back on the old version at once, then start the new rollout. */
  CANCEL = 'CANCEL',
  /** Stop the running rollout with CodeDeploy's rollback, wait for the rollback to end, then start the new rollout. */
  ROLLBACK = 'ROLLBACK',
  /** Refuse the deploy with a message that names the running rollout. */
  FAIL = 'FAIL',
}
