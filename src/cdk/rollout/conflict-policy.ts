/**
 * What a deploy does when it meets a rollout of the same alias that still runs.
 *
 * Whatever is chosen, a stack that rolls back aborts the rollout of the deploy that failed, and is held up by nothing; only with
 * `FAIL` does it leave a rollout alone that the deploy had been refused for. An alias that stands wholly on the new version by
 * then is moved back by CloudFormation.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * new CanaryLambda(this, 'Orders', { function: ordersFn, onConflict: ConflictPolicy.FAIL });
 */
export enum ConflictPolicy {
  /**
   * Stop the running rollout, put the alias back on the old version at once, then start the new rollout.
   *
   * The fastest, but the alias is moved by us instead of CodeDeploy. If that is refused, the deploy fails with the state of the alias
   * and the command that repairs it.
   */
  CANCEL = 'CANCEL',
  /** Stop the running rollout with CodeDeploy's rollback, wait for the rollback to end, then start the new rollout. */
  ROLLBACK = 'ROLLBACK',
  /** Refuse the deploy with a message that names the running rollout. */
  FAIL = 'FAIL',
}
