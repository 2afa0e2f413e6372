import { type CfnCodeDeployLambdaAliasUpdate, Duration, Lazy } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type Construct, type IConstruct } from 'constructs';
import { type BoundAlarm } from '../alarm/rollback-alarm';
import { Gate } from '../hook/gate';
import { type HookPlan, type HookPlans } from '../hook/hook';
import { referencePath } from '../hook/reference-cycle';
import { allowToReport, type ReportTarget } from '../hook/self-reporting';
import { MAX_ALARMS } from '../shared/quotas';
import { StackRuntime } from '../shared/stack-runtime';

/** By which deployment group, and with which hooks, CloudFormation moves the alias. */
export type AliasUpdate = CfnCodeDeployLambdaAliasUpdate;

export interface GuardedRolloutProps extends HookPlans {
  readonly alias: lambda.Alias;
  readonly function: lambda.Function;
  readonly deploymentConfig: codedeploy.ILambdaDeploymentConfig;
  readonly bake?: Duration;
  /** Whether CloudFormation moves the alias at once; everything else stays in the template, so that nothing else changes. */
  readonly skip: boolean;
  /** Read at the end of synth, since `addAlarm()` can be called late. */
  readonly alarms: BoundAlarm[];
  readonly latestUrl: () => string | undefined;
  /** Constructs that hooks must not refer to: the alias and its URL. */
  readonly waiting: () => Construct[];
}

/** A rollout that CodeDeploy drives: the deployment group, the hooks, and the update policy that makes CloudFormation use them. */
export class GuardedRollout {
  public readonly deploymentGroup: codedeploy.LambdaDeploymentGroup;
  /** Undefined in an emergency (`skip`). */
  public readonly aliasUpdate?: AliasUpdate;
  private readonly runtime: StackRuntime;
  private readonly gate?: Gate;

  constructor(private readonly scope: Construct, private readonly props: GuardedRolloutProps) {
    this.runtime = StackRuntime.of(scope);
    this.deploymentGroup = this.createGroup();
    this.gate = this.createGate();
    const called = { before: this.calledFor(props.beforeTraffic), after: this.calledFor(props.afterTraffic, props.bake) };
    const selfReporting = [props.beforeTraffic, props.afterTraffic].flatMap(hook => (hook?.reporter === 'itself' ? [hook.function] : []));
    this.makeAliasWaitFor(allowToReport(scope, [...new Set(selfReporting)], this.reportTarget));
    this.aliasUpdate = props.skip ? undefined : {
      applicationName: this.runtime.application.applicationName,
      deploymentGroupName: this.deploymentGroup.deploymentGroupName,
      beforeAllowTrafficHook: called.before?.functionName,
      afterAllowTrafficHook: called.after?.functionName,
    };
    this.cfnAlias.cfnOptions.updatePolicy = this.aliasUpdate && { codeDeployLambdaAliasUpdate: this.aliasUpdate };
    this.allowCalls([called.before, called.after].filter(fn => fn !== undefined));
  }

  /** What is wrong at the end of synth, when nothing can be added any more. */
  public problems(): string[] {
    return [
      alarmNames(this.props.alarms).length > MAX_ALARMS
        ? `\`alarms\` must hold ${MAX_ALARMS} alarms or fewer (a CodeDeploy quota), including those of addAlarm(), got: ${alarmNames(this.props.alarms).length}` : undefined,
      this.props.bake && this.props.alarms.length === 0
        ? `\`bake\` must have an alarm to watch, got: ${this.props.bake.toString()} without alarms. Add one to \`alarms\`` : undefined,
      this.cycle('beforeTraffic', this.props.beforeTraffic),
      this.cycle('afterTraffic', this.props.afterTraffic),
      ...this.props.alarms.map(alarm => this.alarmCycle(alarm)),
    ].filter(problem => problem !== undefined);
  }

  private get cfnAlias(): lambda.CfnAlias {
    return this.props.alias.node.defaultChild as lambda.CfnAlias;
  }

  private createGroup(): codedeploy.LambdaDeploymentGroup {
    const { alias, deploymentConfig, alarms } = this.props;
    const group = new codedeploy.LambdaDeploymentGroup(this.scope, 'DeploymentGroup', {
      application: this.runtime.application,
      alias,
      deploymentConfig,
      // StackRuntime grants the permissions: the CDK would attach AWS's policy, which allows CodeDeploy to move every alias of the account.
      role: this.runtime.serviceRole.withoutPolicyUpdates(),
    });
    const cfnGroup = group.node.defaultChild as codedeploy.CfnDeploymentGroup;
    // Rendered even if empty: a property that disappears from a template would leave the old alarms in place (aws-cdk#23307).
    cfnGroup.alarmConfiguration = Lazy.any({
      produce: () => ({ enabled: alarms.length > 0, alarms: alarmNames(alarms).map(name => ({ name })) }),
    });
    // A stop without rollback leaves the alias on two versions, and every later deployment fails.
    cfnGroup.autoRollbackConfiguration = {
      enabled: true,
      events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    };
    return group;
  }

  private createGate(): Gate | undefined {
    const { beforeTraffic, afterTraffic, bake } = this.props;
    const invoked = [beforeTraffic, afterTraffic].filter(hook => hook?.reporter === 'gate') as HookPlan[];
    if (invoked.length === 0 && !bake) return undefined;
    return new Gate(this.scope, 'Gate', {
      aliasName: this.cfnAlias.name,
      ...this.reportTarget,
      beforeTraffic: beforeTraffic?.reporter === 'gate' ? beforeTraffic.function : undefined,
      afterTraffic: afterTraffic?.reporter === 'gate' ? afterTraffic.function : undefined,
      hookTimeout: longest(invoked),
      bake,
      latestUrl: this.props.latestUrl,
    });
  }

  /** The function that CodeDeploy calls at a lifecycle event; a bake needs the gate even without a hook. */
  private calledFor(hook?: HookPlan, bake?: Duration): lambda.IFunction | undefined {
    if (hook?.reporter === 'itself') return hook.function;
    return hook || bake ? this.gate?.function : undefined;
  }

  /** The alias waits for this permission: without that, CloudFormation could create both at once, and the first hook could fail. */
  private allowCalls(functions: lambda.IFunction[]): void {
    if (functions.length === 0) return;
    this.makeAliasWaitFor(this.runtime.allowCalls(this.scope, [...new Set(functions)]));
    for (const fn of functions) this.makeAliasWaitFor(fn.role ?? fn);
    this.makeAliasWaitFor(this.gate); // including the role that wakes the gate at the end of a bake
  }

  private makeAliasWaitFor(construct?: IConstruct): void {
    if (construct) this.cfnAlias.node.addDependency(construct);
  }

  /** What a hook may read and report about. */
  private get reportTarget(): ReportTarget {
    return {
      function: this.props.function,
      applicationArn: this.runtime.applicationArn,
      deploymentGroupArn: this.runtime.groupArn(this.deploymentGroup.deploymentGroupName),
    };
  }

  private cycle(prop: string, hook?: HookPlan): string | undefined {
    const path = hook && referencePath(hook.function, ['AWS::Lambda::Function'], this.props.waiting());
    if (!path) return undefined;
    return `\`${prop}\` must not refer to the alias or its URL, which wait for the hook, got: ${path.join(' → ')}. `
      + (prop === 'beforeTraffic' ? 'Use the event\'s `targetVersionArn`, or `latestUrl`: before traffic shifts, the alias is on the old version'
        : 'Use `aliasArn` or `latestUrl`, or the event\'s `targetVersionArn`');
  }

  /** The first alarm that comes to mind for an API is on its stage, which waits for the alias (aws-cdk#13922). */
  private alarmCycle({ alarm }: BoundAlarm): string | undefined {
    const path = referencePath(alarm, ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'], this.props.waiting());
    if (!path) return undefined;
    return `\`alarms\` must not refer to the alias or its URL, which wait for the alarms, got: ${path.join(' → ')}. `
      + 'Name what the alarm measures by a literal, such as `new Metric({ …, dimensionsMap: { ApiName: \'shop\', Stage: \'prod\' } })`';
  }
}

/** Each name once: CodeDeploy refuses duplicates. */
function alarmNames(alarms: BoundAlarm[]): string[] {
  return [...new Set(alarms.map(({ alarm }) => alarm.alarmName))];
}

function longest(hooks: HookPlan[]): Duration | undefined {
  const known = hooks.map(hook => hook.timeout).filter(timeout => timeout !== undefined);
  if (known.length < hooks.length || known.some(timeout => timeout.isUnresolved())) return undefined;
  return Duration.seconds(Math.max(3, ...known.map(timeout => timeout.toSeconds())));
}
