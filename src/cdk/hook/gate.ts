import { Duration, Lazy, Stack, Tokenization } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type Construct } from 'constructs';
import { GATE_ENVIRONMENT, LATEST_URL_ENVIRONMENT } from '../../protocol/environment';
import { acknowledgeWildcard } from '../shared/acknowledge';
import { readVersionsPermissions, reportPermission } from '../shared/codedeploy-permissions';
import { describe } from '../shared/description';
import { GATE_MARGIN_SECONDS, MAX_FUNCTION_SECONDS } from '../shared/quotas';
import { RuntimeFunction } from '../shared/runtime-function';

export interface GateProps {
  /** The function that is rolled out. */
  readonly function: lambda.Function;
  readonly aliasName: string;
  readonly applicationArn: string;
  readonly deploymentGroupArn: string;
  readonly beforeTraffic?: lambda.IFunction;
  readonly afterTraffic?: lambda.IFunction;
  /** The longer timeout of the hooks that the gate invokes; undefined if one is unknown or a token. */
  readonly hookTimeout?: Duration;
  readonly bake?: Duration;
  readonly latestUrl: () => string | undefined;
}

/** What CodeDeploy calls as a hook: invokes the user's functions, holds the bake, reports exactly once. */
export class Gate extends RuntimeFunction {
  constructor(scope: Construct, id: string, props: GateProps) {
    super(scope, id, {
      handler: 'gate',
      description: describe('Judges rollouts of', scope),
      timeout: gateTimeout(props.hookTimeout),
      environment: {
        [GATE_ENVIRONMENT.functionArn]: props.function.functionArn,
        [GATE_ENVIRONMENT.aliasName]: props.aliasName,
        ...(props.beforeTraffic && { [GATE_ENVIRONMENT.beforeTrafficHook]: props.beforeTraffic.functionArn }),
        ...(props.afterTraffic && { [GATE_ENVIRONMENT.afterTrafficHook]: props.afterTraffic.functionArn }),
      },
    });
    this.function.addEnvironment(LATEST_URL_ENVIRONMENT, Lazy.string({ produce: props.latestUrl }));
    for (const hook of [props.beforeTraffic, props.afterTraffic]) {
      if (hook) this.allow(['lambda:InvokeFunction'], [hook.functionArn]);
    }
    const { actions, resources } = reportPermission(props.deploymentGroupArn);
    this.allow(actions, resources);
    this.allowToReadTargets();
    for (const read of readVersionsPermissions(props.applicationArn, props.function.functionArn)) this.allow(read.actions, read.resources);
    if (props.bake) this.allowBake(props.bake, props.deploymentGroupArn);
  }

  private allowBake(bake: Duration, deploymentGroupArn: string): void {
    const stack = Stack.of(this);
    const wakeRole = new iam.Role(this, 'BakeRole', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    });
    wakeRole.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] }));
    this.function.addEnvironment(GATE_ENVIRONMENT.bakeSeconds, Tokenization.stringifyNumber(bake.toSeconds()));
    this.function.addEnvironment(GATE_ENVIRONMENT.bakeRoleArn, wakeRole.roleArn);
    const schedules = stack.formatArn({ service: 'scheduler', resource: 'schedule', resourceName: 'default/canary-bake-*' });
    this.allow(['scheduler:CreateSchedule'], [schedules]);
    acknowledgeWildcard(this, schedules, 'Each bake has a schedule of its own, named after the deployment');
    this.allow(['iam:PassRole'], [wakeRole.roleArn], { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } });
    this.allow(['codedeploy:GetDeploymentGroup'], [deploymentGroupArn]);
    // AWS documents that a narrower grant does not suffice to read composite alarms.
    this.allow(['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'], ['*']);
    acknowledgeWildcard(this, '*', 'CloudWatch lets composite alarms be read with a permission on * only; both calls only read');
  }
}

/** Seconds for reading a deployment that CodeDeploy is slow to describe: a minute and more, as long as the function may run. */
const READING_SECONDS = 75;

/** Long enough for reading the deployment, the hook and the report; the longest possible timeout if the hook's is unknown. */
function gateTimeout(hookTimeout?: Duration): Duration {
  if (!hookTimeout || hookTimeout.isUnresolved()) return Duration.seconds(MAX_FUNCTION_SECONDS);
  return Duration.seconds(Math.min(hookTimeout.toSeconds() + READING_SECONDS + GATE_MARGIN_SECONDS, MAX_FUNCTION_SECONDS));
}
