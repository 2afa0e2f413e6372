import { type Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type RollbackAlarm } from '../alarm/rollback-alarm';
import { type Notification } from '../announcement/notification';
import { type Hook } from '../hook/hook';
import { type ConflictPolicy } from '../rollout/conflict-policy';
import { type Rollout } from '../rollout/rollout';

/** How a canary rolls out: given to the construct, or later to `addRollout()`. */
export interface RolloutOptions {
  /**
   * How traffic moves from the old version to the new one.
   *
   * @default Rollout.canary({ percentage: 10, interval: Duration.minutes(5) })
   */
  readonly rollout?: Rollout;

  /**
   * Judges the new version before any traffic shifts.
   *
   * @default - no hook
   */
  readonly beforeTraffic?: Hook;

  /**
   * Judges the new version once all traffic has shifted, before the deploy counts as done.
   *
   * @default - no hook
   */
  readonly afterTraffic?: Hook;

  /**
   * How long to keep watching the alarms at 100 % before the deploy counts as done.
   *
   * From 1 to 50 minutes, together with the time-out of `afterTraffic` at most 58 (of an imported function 15 are assumed).
   * CloudWatch has a minute's numbers one to three minutes later, so a bake of one or two minutes watches next to nothing.
   * Needs at least one alarm, and no self-reporting after-traffic hook. Costs one schedule, no waiting function.
   *
   * @default - no bake
   */
  readonly bake?: Duration;

  /**
   * Alarms that roll the rollout back.
   *
   * At most 10, those of `addAlarm()` included (a CodeDeploy quota). An empty list watches nothing.
   *
   * @default [RollbackAlarm.errorRate({ percent: 1, minimumErrors: 3 })]
   */
  readonly alarms?: RollbackAlarm[];

  /**
   * What to do when this deploy meets a rollout that still runs.
   *
   * @default ConflictPolicy.ROLLBACK
   */
  readonly onConflict?: ConflictPolicy;

  /**
   * Who is told how the rollout goes.
   *
   * @default - nobody
   */
  readonly notifications?: Notification[];
}

/** Properties of `CanaryLambda`. */
export interface CanaryLambdaProps extends RolloutOptions {
  /**
   * The function whose deployments are to be safe.
   *
   * Any function of the same stack, in any language: `Function`, `NodejsFunction`, `PythonFunction`, `DockerImageFunction` …
   */
  readonly function: lambda.Function;

  /**
   * Name of the alias that is created and that customers should call.
   *
   * 1 to 128 letters, digits, hyphens or underscores, not digits only. Not together with `alias`.
   *
   * @default 'live'
   */
  readonly aliasName?: string;

  /**
   * An alias of `function` that exists already and is taken over in place: its logical id stays, so customers notice nothing.
   *
   * It belongs to the same stack and points to `function.currentVersion`. Not with weights (`additionalVersions`) or provisioned concurrency.
   *
   * @default - a new alias
   */
  readonly alias?: lambda.Alias;

  /**
   * How many of the newest versions to keep; older ones are deleted at the next deploy.
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
   * For an emergency: the next deploy moves all traffic at once, without hooks, alarms or rollback, and warns loudly.
   *
   * Nothing that runs, and nothing that can't be read, holds it up for more than three minutes; only a version that can't run is refused.
   *
   * The context key `canary-lambda:skip` does the same for all canaries of an app: `cdk deploy -c canary-lambda:skip=true`.
   *
   * @default - the context key `canary-lambda:skip`, or else false
   */
  readonly skip?: boolean;
}
