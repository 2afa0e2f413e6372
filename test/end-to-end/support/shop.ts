import { CfnOutput, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Alias, Code, Function, FunctionUrlAuthType, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { type Construct } from 'constructs';
import { CanaryLambda, type ConflictPolicy, Hook, Notification, RollbackAlarm, Rollout } from 'cdk-canary-lambda';

export interface ShopProps {
  /** Number of the release; each has different code. */
  readonly release: number;
  /** Body of the handler, which may use `event`. @default - empty: the handler just answers */
  readonly code?: string;
  /** Percentage, and minutes until the rest follows. @default - 50 % for two minutes */
  readonly canary?: readonly [percentage: number, minutes: number];
  /** Body of the hook function before any traffic. @default - no hook */
  readonly beforeTraffic?: string;
  readonly afterTraffic?: string;
  /** Whether CodeDeploy calls the hook function before any traffic directly, and it must report. @default false */
  readonly selfReporting?: boolean;
  /** Timeout of the hook functions, in seconds. @default 10 */
  readonly hookTimeout?: number;
  readonly bake?: number;
  readonly onConflict?: ConflictPolicy;
  /** Body of the provider of a custom resource without dependencies, which changes with each release. @default - no such resource */
  readonly sibling?: string;
  /** Whether a queue is an event source of the alias. @default false */
  readonly queue?: boolean;
  /** What moves the alias: the canary, or with `plain` CDK's own alias and deployment group. @default 'canary' */
  readonly by?: 'canary' | 'plain';
  /** Whether the alias is created outside of the canary and passed to it. @default false */
  readonly adopt?: boolean;
  readonly skip?: boolean;
}

/** A shop with one function: a Function URL, a rollout, an alarm that tests set, and a function that logs announcements. */
export class Shop extends Stack {
  constructor(scope: Construct, id: string, private readonly props: ShopProps) {
    super(scope, id);
    const orders = this.lambda('Orders', `// release ${props.release}
      ${props.code ?? ''}
      return { statusCode: 200, headers: { 'x-version': process.env.AWS_LAMBDA_FUNCTION_VERSION }, body: 'release ${props.release}' };`);
    const alarm = new Alarm(this, 'Alarm', {
      metric: new Metric({ namespace: id, metricName: 'never measured' }),
      threshold: 0,
      evaluationPeriods: 1,
      // It stays in the state that a test sets.
      treatMissingData: TreatMissingData.IGNORE,
    });
    const alias = props.by === 'plain' || props.adopt ? new Alias(this, 'Live', { aliasName: 'live', version: orders.currentVersion }) : undefined;
    const live = props.by === 'plain' ? this.plain(alias!, alarm) : this.canary(orders, alarm, alias);
    if (props.queue) this.queue(live);
    if (props.sibling) this.sibling(props.sibling);
    this.output('FunctionName', orders.functionName);
    this.output('AlarmName', alarm.alarmName);
  }

  private canary(orders: Function, alarm: Alarm, alias?: Alias): Alias {
    const { canary: [percentage, minutes] = [50, 2], beforeTraffic, afterTraffic, bake, onConflict, skip } = this.props;
    const listener = this.lambda('Heard', 'console.log(JSON.stringify(event));');
    const topic = new Topic(this, 'Rollouts');
    topic.addSubscription(new LambdaSubscription(listener));
    const hook = (id: string, body?: string) => (body ? this.lambda(id, body, this.props.hookTimeout) : undefined);
    const [before, after] = [hook('BeforeTraffic', beforeTraffic), hook('AfterTraffic', afterTraffic)];
    const canary = new CanaryLambda(this, 'Canary', {
      function: orders,
      alias,
      rollout: Rollout.canary({ percentage, interval: Duration.minutes(minutes) }),
      beforeTraffic: before && (this.props.selfReporting ? Hook.selfReporting(before) : Hook.invoke(before)),
      afterTraffic: after && Hook.invoke(after),
      bake: bake ? Duration.minutes(bake) : undefined,
      alarms: [RollbackAlarm.errorRate({ percent: 1, minimumErrors: 3 }), RollbackAlarm.of(alarm)],
      onConflict,
      notifications: [Notification.sns(topic)],
      skip,
    });
    const target = new LambdaFunction(listener);
    canary.onRolloutStarted('Started', { target });
    canary.onRolloutSucceeded('Succeeded', { target });
    canary.onRolloutFailed('Failed', { target });
    canary.onRolloutRolledBack('RolledBack', { target });
    this.output('Url', alias ? openUrl(alias) : canary.addUrl({ authType: FunctionUrlAuthType.NONE }).url);
    this.output('ApplicationName', canary.deploymentGroup.application.applicationName);
    this.output('GroupName', canary.deploymentGroup.deploymentGroupName);
    return canary.alias;
  }

  private plain(alias: Alias, alarm: Alarm): Alias {
    new LambdaDeploymentGroup(this, 'Group', { alias, deploymentConfig: LambdaDeploymentConfig.ALL_AT_ONCE, alarms: [alarm] });
    this.output('Url', openUrl(alias));
    return alias;
  }

  private queue(live: Alias): void {
    const queue = new Queue(this, 'Queue');
    live.addEventSource(new SqsEventSource(queue, { batchSize: 1 }));
    this.output('QueueUrl', queue.queueUrl);
  }

  private sibling(body: string): void {
    const { release } = this.props;
    const provider = this.lambda('SiblingProvider', `
      const answer = async (Status, Reason) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify({
        Status, Reason, PhysicalResourceId: 'sibling', StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId }) });
      if (event.RequestType !== 'Update' || event.ResourceProperties.Release !== '${release}') return answer('SUCCESS');
      ${body}`, 60);
    new CustomResource(this, 'Sibling', { serviceToken: provider.functionArn, properties: { Release: `${release}` } });
  }

  private lambda(id: string, body: string, timeout = 10): Function {
    return new Function(this, id, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      timeout: Duration.seconds(timeout),
      code: Code.fromInline(`exports.handler = async event => {\n${body}\n};`),
    });
  }

  private output(id: string, value: string): void {
    new CfnOutput(this, `${id}Output`, { value }).overrideLogicalId(id);
  }
}

/** The URL belongs to the alias, whatever moves the alias. */
function openUrl(alias: Alias): string {
  return alias.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
}
