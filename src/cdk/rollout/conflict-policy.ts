/**
 * What a deploy does if a rollout of the same alias is still running.
 *
 * When a stack rolls back, the rollout of the failed deploy is aborted under every policy. One exception: if a deploy with `FAIL` was
 * refused because of a running rollout, that rollout is left alone. If all traffic is already on the new version, CloudFormation moves
 * the alias back.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * new CanaryLambda(this, 'Orders', { function: ordersFn, onConflict: ConflictPolicy.FAIL });
 */
export enum ConflictPolicy {
  /**
   * Stop the running rollout, put the alias back on the old version at once, then start the new rollout.
   *
   * The fastest policy, but the construct moves the alias, not CodeDeploy. If Lambda refuses that, the deploy fails with a message that has
   * the state of the alias and the command that repairs it.
   */
  CANCEL = 'CANCEL',
  /** Stop the running rollout with CodeDeploy's rollback, wait for the rollback to end, then start the new rollout. */
  ROLLBACK = 'ROLLBACK',
  /** Refuse the deploy, with a message that names the running rollout. */
  FAIL = 'FAIL',
}
