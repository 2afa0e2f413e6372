import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientEnvironment, clientOptions } from './account';
import { type AlarmView } from './cloudwatch/alarms/alarm-view';
import { CloudWatch } from './cloudwatch/cloudwatch';
import { type MetricDelay } from './cloudwatch/metrics/lambda-metrics';
import { AlarmWatch } from './codedeploy/alarm-watch';
import { codeDeploy } from './codedeploy/codedeploy';
import { type DeploymentView } from './codedeploy/deployment';
import { DeploymentConfigs } from './codedeploy/deployment-configs';
import { DeploymentGroups } from './codedeploy/deployment-groups';
import { Deployments } from './codedeploy/deployments';
import { Hooks } from './codedeploy/hooks';
import { LiveAlias } from './codedeploy/live-alias';
import { Triggers } from './codedeploy/triggers';
import { customResourceType } from './custom-resource-types';
import { Feed } from './feed';
import { Plane } from './front/front';
import { FunctionNames } from './front/function-names';
import { LambdaAliases } from './lambda/lambda-aliases';
import { type Invocation } from './ministack/invocation';
import { MiniStack, type ServiceEvent } from './ministack/ministack';
import { localUrl } from './ministack/preload/local-url.cjs';
import { applications, deploymentConfigs, deploymentGroups } from './resources/codedeploy-deployment-group';
import { CustomResources } from './resources/custom-resources';
import { AliasResource } from './resources/lambda-alias';
import { alarmResources } from './resources/metric-alarm';
import { ScaledTime } from './scaled-time';
import { OneTimeSchedules } from './scheduler/one-time-schedules';

export interface LocalCloudProps {
  /** How much faster than the wall clock time passes: at 60 a minute lasts a second. @default 60 */
  readonly timeScale?: number;
  /** Decides which version serves which invocation of a weighted alias, and how late its numbers come. @default 1 */
  readonly seed?: number;
  /** How late Lambda's metrics come. @default METRIC_DELAY */
  readonly metricDelay?: MetricDelay;
  /** Whether a rollback deployment calls the hooks too; AWS does not say. @default true */
  readonly hooksInRollback?: boolean;
  /** Called for each line that MiniStack writes, what handlers log among them. @default - not kept */
  readonly onLog?: (line: string) => void;
  /** Called when the cloud breaks down by itself; it is stopped then. @default - throws (an unhandled rejection) */
  readonly onCrash?: (error: Error) => void;
}

/** AWS on this machine, as far as a rollout needs it: MiniStack behind the canary plane. */
export class LocalCloud implements AsyncDisposable {
  static async start(props: LocalCloudProps = {}): Promise<LocalCloud> {
    const time = new ScaledTime(props.timeScale ?? 60);
    const plane = await Plane.listen();
    const invocations = new Feed<Invocation>();
    let cloud: LocalCloud | undefined;
    try {
      const ministack = await MiniStack.start({
        handlerEndpoint: plane.url,
        seed: props.seed ?? 1,
        time,
        invocations,
        onLog: props.onLog,
        onCrash: error => void cloud?.crash(error),
      });
      plane.upstream.url = ministack.url;
      cloud = new LocalCloud(props, plane, ministack, time, invocations);
      return cloud;
    } catch (error) {
      await plane.close();
      throw error;
    }
  }

  /** The URL of the plane: the `AWS_ENDPOINT_URL` for everything. */
  readonly endpoint: string;
  /** What a client, the CDK CLI or an app needs in its environment. */
  readonly environment: Record<string, string>;
  /** Every deployment, each time anything about it changes. */
  readonly deployments = new Feed<DeploymentView>();
  /** Every alarm, each time its state changes. */
  readonly alarms = new Feed<AlarmView>();
  private readonly running: Deployments;
  private readonly schedules: OneTimeSchedules;
  private readonly cloudWatch: CloudWatch;
  private stopped?: Promise<void>;

  private constructor(
    private readonly props: LocalCloudProps,
    private readonly plane: Plane,
    private readonly ministack: MiniStack,
    readonly time: ScaledTime,
    /** Every execution of a handler, when it has ended. */
    readonly invocations: Feed<Invocation>,
  ) {
    this.endpoint = plane.url;
    this.environment = clientEnvironment(plane.url);
    // CodeDeploy, CloudWatch and Scheduler make real calls, through the plane as everybody else.
    const options = clientOptions(plane.url);
    const lambda = new LambdaClient(options);
    const sns = new SNSClient(options);
    const putEvent = (event: ServiceEvent) => ministack.putServiceEvent(event);
    const configs = new DeploymentConfigs();
    const groups = new DeploymentGroups(configs);
    const hooks = new Hooks(lambda, time);
    this.running = new Deployments({
      groups,
      configs,
      hooks,
      time,
      feed: this.deployments,
      alias: new LiveAlias(lambda),
      alarms: new AlarmWatch(new CloudWatchClient(options), time),
      putEvent,
      triggers: new Triggers(sns),
      hooksInRollback: props.hooksInRollback ?? true,
    });
    this.schedules = new OneTimeSchedules(lambda, time, plane.upstream);
    this.cloudWatch = new CloudWatch({
      time, seed: props.seed ?? 1, delay: props.metricDelay, invocations, feed: this.alarms, sns, lambda, putEvent,
    });
    plane.use(
      new FunctionNames(),
      codeDeploy({ groups, configs, hooks, deployments: this.running }),
      this.cloudWatch,
      new LambdaAliases(new LambdaClient(clientOptions(ministack.url)), plane.upstream),
      this.schedules,
      new CustomResources({
        [customResourceType('AWS::CodeDeploy::Application')]: applications(groups),
        [customResourceType('AWS::CodeDeploy::DeploymentGroup')]: deploymentGroups(groups),
        [customResourceType('AWS::CodeDeploy::DeploymentConfig')]: deploymentConfigs(configs, groups),
        [customResourceType('AWS::CloudWatch::Alarm')]: alarmResources(this.cloudWatch.alarms),
        [customResourceType('AWS::Lambda::Alias')]: new AliasResource(lambda, new CloudFormationClient(options), this.running),
      }),
    );
  }

  /** An alarm as it is now; undefined: there is none of this name. */
  alarm(name: string): AlarmView | undefined {
    return this.cloudWatch.alarms.list().find(alarm => alarm.name === name)?.view;
  }

  /** The local URL for a URL as a stack prints it: of an HTTP API or a Function URL. */
  localUrl(url: string): string {
    return localUrl(url, this.endpoint) ?? url;
  }

  /** Ends everything; nothing is left behind. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async end(): Promise<void> {
    this.running.close();
    this.schedules.close();
    this.cloudWatch.close();
    await this.ministack.stop();
    await this.plane.close();
    this.deployments.close();
    this.alarms.close();
    this.invocations.close();
  }

  private async crash(error: Error): Promise<void> {
    await this.stop();
    if (!this.props.onCrash) throw error;
    this.props.onCrash(error);
  }
}
