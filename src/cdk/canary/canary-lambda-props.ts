import { type Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type RollbackAlarm } from '../alarm/rollback-alarm';
import { type Notification } from '../announcement/notification';
import { type Hook } from '../hook/hook';
import { type ConflictPolicy } from '../rollout/conflict-policy';
import { type Rollout } from '../rollout/rollout';

/** How a canary rolls out. Passed to the construct, or later to `addRollout()`. */
export interface RolloutOptions {
  /**
   * How traffic moves from the old version to the new one.
   *
   * @default Rollout.canary({ percentage: 10, interval: Duration.minutes(5) })
   */
  readonly rollout?: Rollout;

  /**
   * Hook that judges the new version before any traffic shifts.
   *
   * @default - no hook
   */
  readonly beforeTraffic?: Hook;

  /**
   * Hook that judges the new version after all traffic has shifted, before the deploy counts as done.
   *
   * @default - no hook
   */
  readonly afterTraffic?: Hook;

  /**
   * How long to keep watching the alarms at 100 % before the deploy counts as done.
   *
   * From 1 to 50 minutes, and at most 58 together with the timeout of `afterTraffic` (15 are assumed for an imported function).
   * CloudWatch has the numbers of a minute one to three minutes later, so a bake of one or two minutes watches next to nothing.
   * Needs at least one alarm. Can't be combined with a self-reporting after-traffic hook. A schedule ends the bake, so no function runs
   * meanwhile.
   *
   * @default - no bake
   */
  readonly bake?: Duration;

  /**
   * Alarms that trigger a rollback.
   *
   * At most 10, including those of `addAlarm()` (a CodeDeploy quota). With an empty list no alarm watches the rollout.
   *
   * @default [RollbackAlarm.errorRate({ percent: 1, minimumErrors: 3 })]
   */
  readonly alarms?: RollbackAlarm[];

  /**
   * What to do if another rollout is still running when this deploy starts.
   *
   * @default ConflictPolicy.ROLLBACK
   */
  readonly onConflict?: ConflictPolicy;

  /**
   * Where to announce how the rollout goes.
   *
   * @default - no notifications
   */
  readonly notifications?: Notification[];
}

/** Properties of `CanaryLambda`. */
export interface CanaryLambdaProps extends RolloutOptions {
  /**
   * The function whose deployments become rollouts.
   *
   * Any function of the same stack, in any language: `Function`, `NodejsFunction`, `PythonFunction`, `DockerImageFunction` …
   */
  readonly function: lambda.Function;

  /**
   * Name of the alias to create, which customers should call.
   *
   * 1 to 128 letters, digits, hyphens or underscores, but not digits only. Can't be combined with `alias`.
   *
   * @default 'live'
   */
  readonly aliasName?: string;

  /**
   * An existing alias of `function` that the canary adopts in place: its logical id stays, so customers notice nothing.
   *
   * It must belong to the same stack and point to `function.currentVersion`, without weights (`additionalVersions`) and without
   * provisioned concurrency.
   *
   * @default - a new alias
   */
  readonly alias?: lambda.Alias;

  /**
   * How many of the newest versions to keep; the next deploy deletes older ones.
   *
   * A whole number from 2 to 1,000. A version that an alias, the stack or a deployment still uses is never deleted.
   *
   * @default 5
   */
  readonly retainVersions?: number;

  /**
   * Settings for asynchronous invocations of the alias, such as retries and `onFailure`.
   *
   * Settings on the function itself do not apply to its alias.
   *
   * @default - Lambda's: two retries, events kept for six hours, no destinations
   */
  readonly asyncInvoke?: lambda.EventInvokeConfigOptions;

  /**
   * For an emergency: the next deploy moves all traffic at once, without hooks, alarms or rollback, and warns about it at synth.
   *
   * A running rollout, or a state that can't be read, delays this deploy by three minutes at most. Only a version that can't run is refused.
   *
   * The context key `canary-lambda:skip` does the same for all canaries of an app: `cdk deploy -c canary-lambda:skip=true`.
   *
   * @default - the context key `canary-lambda:skip`, or else false
   */
  readonly skip?: boolean;
}
