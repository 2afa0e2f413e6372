import { CustomResource, Duration, Lazy, Tokenization } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { aliasProblem, functionProblem } from './adoption';
import { warnOfBareEntrances } from './bare-function';
import { type CanaryLambdaProps, type RolloutOptions } from './canary-lambda-props';
import { concurrencyProblem } from './concurrency';
import { warnOfIdleAdditions, warnOfIgnoredOptions } from './ignored-options';
import { skipRequested } from './skip';
import { retainVersion, retentionProblem, warnOfPlainRetain } from './version-retention';
import { ROLLOUT_RESOURCE_TYPE, type RolloutResourceProperties } from '../../protocol/rollout-resource';
import { RollbackAlarm, bindRollbackAlarm } from '../alarm/rollback-alarm';
import { type VersionMetricTarget, versionMetric } from '../alarm/version-metric';
import { Announcements } from '../announcement/announcements';
import { bindNotification } from '../announcement/notification';
import { RolloutEvent } from '../announcement/rollout-event';
import { bindHook } from '../hook/hook';
import { bakeAfterHookProblem, hookProblem, qualifierProblem } from '../hook/hook-time';
import { ConflictPolicy } from '../rollout/conflict-policy';
import { GuardedRollout } from '../rollout/guarded-rollout';
import { Rollout, bindRollout } from '../rollout/rollout';
import { type RolloutPlan } from '../rollout/rollout-plan';
import { CanaryLambdaError } from '../shared/errors';
import { MAX_BAKE_MINUTES } from '../shared/limits';
import { StackRuntime } from '../shared/stack-runtime';
import { aliasNameProblem, bakeProblem, wholeNumberProblem } from '../shared/validation';

const DEFAULT_RETAINED_VERSIONS = 5;

/**
 * Makes every deployment of a Lambda function a safe, watched, reversible rollout.
 *
 * Creates an alias that customers should call, a CodeDeploy deployment group that shifts the alias's traffic to each new
 * version, and an alarm that watches the new version alone. A failed hook, an alarm or a stop puts the alias back on the
 * old version and fails the deploy.
 *
 * The first deploy shifts nothing. `cdk deploy` waits for the rollout. Never use `--hotswap`: it moves the alias past every guard.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * new CanaryLambda(this, 'Orders', { function: ordersFn });
 */
export class CanaryLambda extends Construct {
  /** The alias that customers should call; usable in every integration. */
  public readonly alias: lambda.Alias;

  /** ARN of the alias as function ARN plus alias name: safe for a hook's environment, since it does not refer to the alias. */
  public readonly aliasArn: string;

  /** The function whose deployments are made safe. */
  public readonly function: lambda.Function;

  private readonly announcements: Announcements;
  private readonly alarms: cloudwatch.IAlarm[] = [];
  private readonly skip: boolean;
  private plan: RolloutPlan = { shiftMode: 'UNGUARDED' };
  private onConflict = ConflictPolicy.ROLLBACK;
  private rollout?: GuardedRollout;
  private stableUrl?: lambda.FunctionUrl;
  private newestUrl?: lambda.FunctionUrl;

  constructor(scope: Construct, id: string, props: CanaryLambdaProps) {
    super(scope, id);
    this.function = props.function;
    this.skip = skipRequested(this, props.skip);
    this.refuse(
      functionProblem(this, props.function),
      props.aliasName === undefined ? undefined : aliasNameProblem(props.aliasName),
      wholeNumberProblem('retainVersions', props.retainVersions ?? DEFAULT_RETAINED_VERSIONS, 2, 1000),
      aliasProblem(this, props.function, props.alias, props.aliasName),
    );

    this.alias = props.alias ?? new lambda.Alias(this, 'Alias', { aliasName: props.aliasName ?? 'live', version: this.function.currentVersion });
    this.aliasArn = `${this.function.functionArn}:${this.cfnAlias.name}`;
    retainVersion(this.alias.version);
    if (props.asyncInvoke) this.alias.configureAsyncInvoke(props.asyncInvoke);

    this.announcements = new Announcements(this, this.target, this.cfnAlias);
    this.clearTheWay(props.retainVersions ?? DEFAULT_RETAINED_VERSIONS);
    this.start(props);

    this.node.addValidation({
      validate: () => {
        this.warn();
        return this.problems();
      },
    });
  }

  /**
   * Configures the rollout of a canary that was made with `Rollout.none()`, once what it needs (a hook, say) exists.
   *
   * @throws if the canary has a rollout already, or an option is out of its range.
   *
   * @example
   * declare const ordersFn: lambda.Function;
   * const orders = new CanaryLambda(this, 'Orders', { function: ordersFn, rollout: Rollout.none() });
   * const smoke = new lambda.Function(this, 'Smoke', {
   *   runtime: lambda.Runtime.NODEJS_24_X,
   *   handler: 'index.handler',
   *   code: lambda.Code.fromAsset('smoke'),
   *   environment: { TARGET: orders.aliasArn },
   * });
   * orders.addRollout({ beforeTraffic: Hook.invoke(smoke) });
   */
  public addRollout(options: RolloutOptions): void {
    if (this.rollout) throw new CanaryLambdaError(this, 'addRollout() must be called once, on a canary made with Rollout.none(); it has a rollout already');
    this.start(options);
    if (!this.rollout) throw new CanaryLambdaError(this, 'addRollout() must be given a rollout that moves traffic, got: Rollout.none()');
  }

  /**
   * Adds an alarm that rolls the rollout back. More than 10, those of the rollout included, are refused at synth.
   *
   * @example
   * declare const orders: CanaryLambda;
   * orders.addAlarm(RollbackAlarm.latency({ threshold: Duration.seconds(1) }));
   */
  public addAlarm(alarm: RollbackAlarm): void {
    this.alarms.push(bindRollbackAlarm(this, alarm, { ...this.target, iVersion: this.alias.version }));
  }

  /**
   * A Function URL of the stable alias, for customers.
   *
   * @param options Authentication (default: `AWS_IAM`), CORS, response streaming
   * @throws if there is one already.
   */
  public addUrl(options: lambda.FunctionUrlOptions = {}): lambda.FunctionUrl {
    if (this.stableUrl) throw new CanaryLambdaError(this, 'addUrl() must be called once; `url` has its address');
    return this.stableUrl = new lambda.FunctionUrl(this, 'Url', { function: this.alias, ...options });
  }

  /**
   * A Function URL of the newest code, before any customer meets it: for tests, not for customers.
   *
   * @param options Authentication (default: `AWS_IAM`), CORS, response streaming
   * @throws if there is one already.
   */
  public addLatestUrl(options: lambda.FunctionUrlOptions = {}): lambda.FunctionUrl {
    if (this.newestUrl) throw new CanaryLambdaError(this, 'addLatestUrl() must be called once; `latestUrl` has its address');
    return this.newestUrl = new lambda.FunctionUrl(this, 'LatestUrl', { function: this.function, ...options });
  }

  /**
   * Address of the stable alias.
   *
   * @throws if `addUrl()` was not called.
   */
  public get url(): string {
    if (!this.stableUrl) throw new CanaryLambdaError(this, '`url` must be made first: call addUrl()');
    return this.stableUrl.url;
  }

  /**
   * Address of the newest code; safe for a hook's environment, since it does not refer to the alias.
   *
   * @throws if `addLatestUrl()` was not called.
   */
  public get latestUrl(): string {
    if (!this.newestUrl) throw new CanaryLambdaError(this, '`latestUrl` must be made first: call addLatestUrl()');
    return this.newestUrl.url;
  }

  /**
   * The CodeDeploy deployment group that shifts the alias.
   *
   * @throws if the canary has no rollout yet.
   */
  public get deploymentGroup(): codedeploy.ILambdaDeploymentGroup {
    if (!this.rollout) throw new CanaryLambdaError(this, '`deploymentGroup` must have a rollout: call addRollout() first');
    return this.rollout.deploymentGroup;
  }

  /** Allows to invoke the alias. */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.alias.grantInvoke(grantee);
  }

  /**
   * A Lambda metric of the new version alone, as met through the alias; the period is one minute unless told otherwise.
   *
   * @param metricName `Invocations`, `Errors` or `Duration`; a throttled call ran on no version, so there are no `Throttles`
   */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
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

  /** A rule for rollouts that start. */
  public onRolloutStarted(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.announcements.toRule(id, RolloutEvent.STARTED, options);
  }

  /** A rule for rollouts that succeed. */
  public onRolloutSucceeded(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.announcements.toRule(id, RolloutEvent.SUCCEEDED, options);
  }

  /** A rule for rollouts that fail; `onRolloutRolledBack()` tells when the old version is back. */
  public onRolloutFailed(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.announcements.toRule(id, RolloutEvent.FAILED, options);
  }

  /** A rule for rollouts that were rolled back: all traffic is on the old version again. */
  public onRolloutRolledBack(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.announcements.toRule(id, RolloutEvent.ROLLED_BACK, options);
  }

  private get cfnAlias(): lambda.CfnAlias {
    return this.alias.node.defaultChild as lambda.CfnAlias;
  }

  private get target(): VersionMetricTarget {
    return { functionName: this.function.functionName, aliasName: this.cfnAlias.name, version: this.alias.version.version };
  }

  /**
   * `Custom::CanaryRollout` stands before the alias in every mode and keeps its logical id and its service token for ever,
   * so that changing the mode, or taking over an alias, never sends all traffic to untested code.
   */
  private clearTheWay(retainVersions: number): void {
    const ifGuarded = (value: (rollout: GuardedRollout) => string) => Lazy.string({ produce: () => this.rollout && value(this.rollout) });
    const properties: Record<keyof RolloutResourceProperties, string> = {
      FunctionName: this.function.functionName,
      AliasName: this.cfnAlias.name,
      TargetVersion: this.alias.version.version,
      ShiftMode: Lazy.string({ produce: () => (this.skip ? 'UNGUARDED' : this.plan.shiftMode) }),
      // In an emergency the running rollout is not waited for.
      OnConflict: Lazy.string({ produce: () => (this.skip ? ConflictPolicy.CANCEL : this.onConflict) }),
      RetainVersions: Tokenization.stringifyNumber(retainVersions),
      ApplicationName: ifGuarded(() => StackRuntime.of(this).application.applicationName),
      DeploymentGroupName: ifGuarded(rollout => rollout.deploymentGroup.deploymentGroupName),
    };
    const resource = new CustomResource(this, 'Rollout', {
      resourceType: ROLLOUT_RESOURCE_TYPE,
      serviceToken: StackRuntime.of(this).rolloutProvider().function.functionArn,
      serviceTimeout: Duration.minutes(16),
      properties,
    });
    this.cfnAlias.node.addDependency(resource);
  }

  private start(options: RolloutOptions): void {
    const plan = bindRollout(this, options.rollout ?? Rollout.canary({ percentage: 10, interval: Duration.minutes(5) }));
    if (!plan.deploymentConfig) return warnOfIgnoredOptions(this, options);
    const [beforeTraffic, afterTraffic] = [bindHook(this, 'beforeTraffic', options.beforeTraffic), bindHook(this, 'afterTraffic', options.afterTraffic)];
    this.refuse(
      hookProblem('beforeTraffic', beforeTraffic),
      hookProblem('afterTraffic', afterTraffic),
      qualifierProblem('beforeTraffic', beforeTraffic),
      qualifierProblem('afterTraffic', afterTraffic),
      options.bake && bakeProblem(options.bake, MAX_BAKE_MINUTES),
      bakeAfterHookProblem(options.bake, afterTraffic),
    );
    this.plan = plan;
    this.onConflict = options.onConflict ?? ConflictPolicy.ROLLBACK;
    for (const alarm of options.alarms ?? [RollbackAlarm.errorRate({ percent: 1, minimumErrors: 3 })]) this.addAlarm(alarm);
    this.rollout = new GuardedRollout(this, {
      alias: this.alias,
      function: this.function,
      deploymentConfig: plan.deploymentConfig,
      beforeTraffic,
      afterTraffic,
      bake: options.bake,
      alarms: this.alarms,
      latestUrl: () => this.newestUrl?.url,
      waiting: () => [this.alias, ...(this.stableUrl ? [this.stableUrl] : [])],
    });
    this.announcements.of(this.rollout.deploymentGroup);
    for (const notification of options.notifications ?? []) {
      const { topic, events: wanted } = bindNotification(this, notification);
      this.announcements.toTopic(topic, wanted);
    }
    if (this.skip) this.cfnAlias.cfnOptions.updatePolicy = undefined;
  }

  /** What later calls and aspects may have undone. */
  private problems(): string[] {
    return [
      retentionProblem(this.alias.version),
      concurrencyProblem(this.alias),
      ...(this.rollout?.problems() ?? []),
    ].filter(problem => problem !== undefined);
  }

  private warn(): void {
    warnOfBareEntrances(this, this.function);
    warnOfPlainRetain(this, this.alias.version);
    if (!this.rollout) warnOfIdleAdditions(this, { alarms: this.alarms.length, listeners: this.announcements.wanted });
  }

  private refuse(...problems: (string | undefined)[]): void {
    const problem = problems.find(p => p !== undefined);
    if (problem) throw new CanaryLambdaError(this, problem);
  }
}
