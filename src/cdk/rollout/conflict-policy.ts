/**
 * What a deploy does if a rollout of the same alias is still running.
 *
 * Under every policy, a stack that rolls back aborts the rollout of the failed deploy, and nothing delays it; with `FAIL` it leaves
 * alone the rollout that caused the refusal. If all traffic is already on the new version by then, CloudFormation moves it back.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * new CanaryLambda(this, 'Orders', { function: ordersFn, onConflict: ConflictPolicy.FAIL });
 */
export enum ConflictPolicy {
  /**
   * Stop the running rollout, put the alias back on the old version at once, then start the new rollout.
   *
   * The fastest policy, but we move the alias instead of CodeDeploy. If Lambda refuses that, the deploy fails, and its message holds the
   * state of the alias and the command that repairs it.
   */
  CANCEL = 'CANCEL',
  /** Stop the running rollout with CodeDeploy's rollback, wait for the rollback to end, then start the new rollout. */
  ROLLBACK = 'ROLLBACK',
  /** Refuse the deploy, with a message that names the running rollout. */
  FAIL = 'FAIL',
}
