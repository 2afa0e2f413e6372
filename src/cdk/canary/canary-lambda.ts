import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { aliasTwiceProblem, claimAlias, takenOverProblem } from './alias-problems';
import { warnOfBareEntrances } from './bare-function';
import { type CanaryLambdaProps, type RolloutOptions } from './canary-lambda-props';
import { adoptionProblem, aliasNameProblem, functionProblem } from './canary-problems';
import { concurrencyProblem } from './concurrency';
import { exportedVersionProblem } from './exported-version';
import { RolloutResource } from './rollout-resource';
import { skipRequested } from './skip';
import { retainVersion, retentionProblem, warnOfPlainRetain } from './version-retention';
import { warnOfIdleAdditions, warnOfIgnoredOptions } from './warnings';
import { type Watch, warnOfBlindAlarms } from './watch-warnings';
import { type BoundAlarm, RollbackAlarm, bindRollbackAlarm } from '../alarm/rollback-alarm';
import { type VersionMetricTarget, versionMetric } from '../alarm/version-metric';
import { Announcements } from '../announcement/announcements';
import { bindNotification } from '../announcement/notification';
import { RolloutEvent } from '../announcement/rollout-event';
import { bindHooks, type HookPlans } from '../hook/hook';
import { hookProblems } from '../hook/hook-problems';
import { ConflictPolicy } from '../rollout/conflict-policy';
import { GuardedRollout } from '../rollout/guarded-rollout';
import { Rollout, bindRollout } from '../rollout/rollout';
import { wholeNumberProblem } from '../shared/checks';
import { CanaryLambdaError, refuse } from '../shared/errors';
import { placeProblem, regionProblem } from '../shared/place';

/**
 * Makes every deployment of a Lambda function a safe, watched, reversible rollout.
 *
 * Creates an alias for customers to call, a CodeDeploy deployment group that shifts the alias's traffic to each new
 * version, and an alarm that watches the new version alone. A failed hook, an alarm or a stop puts the alias back on the
 * old version and fails the deploy.
 *
 * The first deploy shifts nothing. `cdk deploy` waits for the rollout. Never use `--hotswap`: it moves the alias without any of
 * these checks.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * new CanaryLambda(this, 'Orders', { function: ordersFn });
 */
export class CanaryLambda extends Construct {
  /** The alias that customers should call; usable in every integration. */
  public readonly alias: lambda.Alias;

  /**
   * ARN of the alias, built from the function's ARN and the alias's name: safe in a hook's environment, since it does not refer to the alias.
   *
   * Before traffic shifts, the alias is wholly on the old version: a before-traffic hook must call the event's `targetVersionArn` instead.
   */
  public readonly aliasArn: string;

  /** The function whose deployments become rollouts. */
  public readonly function: lambda.Function;

  private readonly announcements: Announcements;
  private readonly alarms: BoundAlarm[] = [];
  private readonly skip: boolean;
  private readonly resource: RolloutResource;
  private rollout?: GuardedRollout;
  private watch?: Watch;
  private stableUrl?: lambda.FunctionUrl;
  private newestUrl?: lambda.FunctionUrl;

  constructor(scope: Construct, id: string, props: CanaryLambdaProps) {
    super(scope, id);
    const { aliasName, retainVersions = 5 } = props;
    this.function = props.function;
    this.skip = skipRequested(this, props.skip);
    refuse(this,
      functionProblem(this, props.function),
      aliasNameProblem(aliasName),
      wholeNumberProblem('retainVersions', retainVersions, 2, 1000),
      adoptionProblem(this, props.function, props.alias, aliasName),
    );

    this.alias = props.alias ?? new lambda.Alias(this, 'Alias', { aliasName: aliasName ?? 'live', version: this.function.currentVersion });
    this.aliasArn = `${this.function.functionArn}:${this.cfnAlias.name}`;
    claimAlias(this, this.alias);
    retainVersion(this.alias.version);
    if (props.asyncInvoke) this.alias.configureAsyncInvoke(props.asyncInvoke);

    this.announcements = new Announcements(this, this.target, this.cfnAlias);
    this.resource = new RolloutResource(this, { alias: this.cfnAlias, target: this.target, retainVersions, skip: this.skip });
    this.configure(props);

    this.node.addValidation({
      validate: () => {
        this.warn();
        return this.problems();
      },
    });
  }

  /**
   * Configures the rollout of a canary that was created with `Rollout.none()`, once the resources that it needs (such as a hook) exist.
   *
   * @throws if the canary already has a rollout, or an option is out of its range.
   *
   * @example
   * declare const ordersFn: lambda.Function;
   * const orders = new CanaryLambda(this, 'Orders', { function: ordersFn, rollout: Rollout.none() });
   * const check = new lambda.Function(this, 'Check', {
   *   runtime: lambda.Runtime.NODEJS_24_X,
   *   handler: 'index.handler',
   *   code: lambda.Code.fromAsset('check'),
   *   environment: { TARGET: orders.aliasArn },
   * });
   * // after traffic has shifted: before that, the alias is on the old version
   * orders.addRollout({ afterTraffic: Hook.invoke(check) });
   */
  public addRollout(options: RolloutOptions): void {
    if (this.rollout) throw new CanaryLambdaError(this, 'addRollout() must be called once, on a canary created with Rollout.none(); this one already has a rollout');
    this.configure(options);
    if (!this.rollout) throw new CanaryLambdaError(this, 'addRollout() must be given a rollout that moves traffic, got: Rollout.none()');
  }

  /**
   * Adds an alarm that triggers a rollback.
   *
   * At most 10 alarms per canary, including those in `alarms` (a CodeDeploy quota); more are refused at synth.
   *
   * @example
   * declare const orders: CanaryLambda;
   * orders.addAlarm(RollbackAlarm.latency({ threshold: Duration.seconds(1) }));
   */
  public addAlarm(alarm: RollbackAlarm): void {
    const bound = bindRollbackAlarm(this, alarm, { ...this.target, iVersion: this.alias.version, function: this.function });
    refuse(this, placeProblem(this, {
      prop: 'alarms', resource: bound.alarm, arn: bound.alarm.alarmArn, reason: 'CodeDeploy watches alarms of its own account and region only, and takes an unknown one for quiet',
    }));
    this.alarms.push(bound);
  }

  /**
   * Adds a Function URL of the stable alias, for customers.
   *
   * @param options Authentication (default: `AWS_IAM`), CORS, response streaming
   * @throws if the canary already has one.
   */
  public addUrl(options: lambda.FunctionUrlOptions = {}): lambda.FunctionUrl {
    if (this.stableUrl) throw new CanaryLambdaError(this, 'addUrl() must be called once; `url` holds the address');
    return this.stableUrl = new lambda.FunctionUrl(this, 'Url', { function: this.alias, ...options });
  }

  /**
   * Adds a Function URL of the newest code, before any customer reaches it: for tests, not for customers.
   *
   * @param options Authentication (default: `AWS_IAM`), CORS, response streaming
   * @throws if the canary already has one.
   */
  public addLatestUrl(options: lambda.FunctionUrlOptions = {}): lambda.FunctionUrl {
    if (this.newestUrl) throw new CanaryLambdaError(this, 'addLatestUrl() must be called once; `latestUrl` holds the address');
    return this.newestUrl = new lambda.FunctionUrl(this, 'LatestUrl', { function: this.function, ...options });
  }

  /**
   * Address of the stable alias.
   *
   * @throws if `addUrl()` was not called.
   */
  public get url(): string {
    if (!this.stableUrl) throw new CanaryLambdaError(this, '`url` must be created first: call addUrl()');
    return this.stableUrl.url;
  }

  /**
   * Address of the newest code; safe in a hook's environment, since it does not refer to the alias.
   *
   * @throws if `addLatestUrl()` was not called.
   */
  public get latestUrl(): string {
    if (!this.newestUrl) throw new CanaryLambdaError(this, '`latestUrl` must be created first: call addLatestUrl()');
    return this.newestUrl.url;
  }

  /**
   * The CodeDeploy deployment group that shifts the alias.
   *
   * @throws if the canary has no rollout yet.
   */
  public get deploymentGroup(): codedeploy.ILambdaDeploymentGroup {
    if (!this.rollout) throw new CanaryLambdaError(this, '`deploymentGroup` must be created first: call addRollout()');
    return this.rollout.deploymentGroup;
  }

  /** Grants permission to invoke the alias. */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.alias.grantInvoke(grantee);
  }

  /**
   * A Lambda metric of the new version alone, as invoked through the alias. The default period is one minute.
   *
   * Use it in the canary's own stack: it names the version, and a version that another stack uses blocks every later deploy.
   *
   * @param metricName `Invocations`, `Errors` or `Duration`, but not `Throttles`: a throttled call reaches no version
   * @throws if `metricName` is `Throttles`.
   */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (metricName === 'Throttles') {
      throw new CanaryLambdaError(this, '`metricName` must be a metric of one version, got: Throttles. A throttled call reaches no version: use `function.metricThrottles()`');
    }
    return versionMetric(this.target, metricName, options);
  }

  /** How often the new version was invoked (sum). */
  public metricInvocations(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Invocations', { statistic: 'Sum', ...options });
  }

  /** How many invocations of the new version failed (sum). */
  public metricErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Errors', { statistic: 'Sum', ...options });
  }

  /** How long invocations of the new version took, in milliseconds (average). */
  public metricDuration(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Duration', { statistic: 'Average', ...options });
  }

  /** Creates an EventBridge rule for rollouts that start. */
  public onRolloutStarted(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.announcements.toRule(id, RolloutEvent.STARTED, options);
  }

  /** Creates an EventBridge rule for rollouts that succeed. */
  public onRolloutSucceeded(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.announcements.toRule(id, RolloutEvent.SUCCEEDED, options);
  }

  /** Creates an EventBridge rule for rollouts that fail. For the end of the rollback, use `onRolloutRolledBack()`. */
  public onRolloutFailed(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.announcements.toRule(id, RolloutEvent.FAILED, options);
  }

  /** Creates an EventBridge rule for rollouts that were rolled back: all traffic is on the old version again. */
  public onRolloutRolledBack(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.announcements.toRule(id, RolloutEvent.ROLLED_BACK, options);
  }

  private get cfnAlias(): lambda.CfnAlias {
    return this.alias.node.defaultChild as lambda.CfnAlias;
  }

  private get target(): VersionMetricTarget {
    return { functionName: this.function.functionName, aliasName: this.cfnAlias.name, version: this.alias.version.version };
  }

  /** Checks the options and creates the rollout. `guard()` creates the only kind so far; observed rollouts will have a method beside it. */
  private configure(options: RolloutOptions): void {
    const plan = bindRollout(this, options.rollout ?? Rollout.canary({ percentage: 10, interval: Duration.minutes(5) }));
    if (!plan.deploymentConfig) return warnOfIgnoredOptions(this, options);
    const hooks = bindHooks(this, this.function, options);
    refuse(this, ...hookProblems(this, hooks, options.bake));

    for (const alarm of options.alarms ?? [RollbackAlarm.errorRate({ percent: 1, minimumErrors: 3 })]) this.addAlarm(alarm);
    this.rollout = this.guard(plan.deploymentConfig, hooks, options.bake);

    this.watch = { plan, alarms: this.alarms, bake: options.bake, watchedByHook: hooks.afterTraffic?.reporter === 'itself' };
    const { deploymentGroup } = this.rollout;
    this.resource.configure({ shiftMode: plan.shiftMode, onConflict: options.onConflict ?? ConflictPolicy.ROLLBACK, deploymentGroup });
    this.announcements.follow(deploymentGroup);
    for (const notification of options.notifications ?? []) {
      const { topic, events: wanted } = bindNotification(this, notification);
      refuse(this, regionProblem(this, { prop: 'notifications', resource: topic, arn: topic.topicArn, reason: 'SNS publishes to topics of its own region only' }));
      this.announcements.toTopic(topic, wanted);
    }
  }

  /** A rollout that CodeDeploy drives: hooks and alarms guard it. */
  private guard(deploymentConfig: codedeploy.ILambdaDeploymentConfig, hooks: HookPlans, bake?: Duration): GuardedRollout {
    return new GuardedRollout(this, {
      alias: this.alias,
      function: this.function,
      deploymentConfig,
      ...hooks,
      bake,
      skip: this.skip,
      alarms: this.alarms,
      latestUrl: () => this.newestUrl?.url,
      waiting: () => [this.alias, ...(this.stableUrl ? [this.stableUrl] : [])],
    });
  }

  /** What later calls and aspects may have broken. */
  private problems(): string[] {
    return [
      retentionProblem(this.alias.version),
      concurrencyProblem(this.alias),
      aliasTwiceProblem(this.alias, this.function),
      takenOverProblem(this.alias, this.rollout?.aliasUpdate),
      exportedVersionProblem(this, this.alias.version),
      ...(this.rollout?.problems() ?? []),
    ].filter(problem => problem !== undefined);
  }

  private warn(): void {
    warnOfBareEntrances(this, this.function);
    warnOfPlainRetain(this, this.alias.version);
    if (this.watch && !this.skip) warnOfBlindAlarms(this, this.watch);
    if (!this.rollout) warnOfIdleAdditions(this, { alarms: this.alarms.length, listeners: this.announcements.wanted });
  }
}
