import { clientEnvironment, clientOptions } from './account';
import { type AlarmView } from './cloudwatch/alarms/alarm';
import { CloudWatch } from './cloudwatch/cloudwatch';
import { type MetricDelay } from './cloudwatch/metrics/lambda-metrics';
import { CodeDeploy } from './codedeploy/codedeploy';
import { type DeploymentView } from './codedeploy/deployment';
import { Feed } from './feed';
import { Front } from './front/front';
import { type Service, type ServiceContext } from './front/service';
import { Throttle } from './front/throttle';
import { Lambda } from './lambda/lambda';
import { type Invocation } from './ministack/invocation';
import { MiniStack } from './ministack/ministack';
import { localUrl } from './ministack/preload/local-url.cjs';
import { CustomResources } from './resources/custom-resources';
import { providers } from './resources/resources';
import { ScaledTime } from './scaled-time';
import { Scheduler } from './scheduler/scheduler';
import { type Unkind } from './unkind';

export interface LocalCloudProps {
  /** How many times faster than the wall clock time passes: at 60 a minute lasts a second. @default 60 */
  readonly timeScale?: number;
  /** Decides which version serves which invocation of a weighted alias, and how late metrics are. @default 1 */
  readonly seed?: number;
  /** How late Lambda's metrics are. @default METRIC_DELAY */
  readonly metricDelay?: MetricDelay;
  /** What AWS may do otherwise; see also `setUnkind`. @default - the friendlier answer to each question that AWS's documentation leaves open */
  readonly unkind?: Unkind;
  /** Called for each line that MiniStack or a handler writes. @default - lines are dropped */
  readonly onLog?: (line: string) => void;
  /** Called when the cloud has crashed and was stopped. @default - throws (an unhandled rejection) */
  readonly onCrash?: (error: Error) => void;
}

/** AWS on this machine, as far as a rollout needs it: our services in front of MiniStack. */
export class LocalCloud implements AsyncDisposable {
  static async start(props: LocalCloudProps = {}): Promise<LocalCloud> {
    const time = new ScaledTime(props.timeScale ?? 60);
    const front = await Front.listen();
    const invocations = new Feed<Invocation>();
    let cloud: LocalCloud | undefined;
    try {
      const ministack = await MiniStack.start({
        handlerEndpoint: front.url,
        seed: props.seed ?? 1,
        time,
        invocations,
        onLog: props.onLog,
        onCrash: error => void cloud?.crash(error),
      });
      front.upstream.url = ministack.url;
      cloud = new LocalCloud(props, front, ministack, time, invocations);
      return cloud;
    } catch (error) {
      await front.close();
      throw error;
    }
  }

  /** The URL of the front: the `AWS_ENDPOINT_URL` of every client. */
  readonly endpoint: string;
  /** What a client, the CDK CLI or an app needs in its environment. */
  readonly environment: Record<string, string>;
  /** Every deployment, each time anything about it changes. */
  readonly deployments: Feed<DeploymentView>;
  /** Every alarm, each time its state changes. */
  readonly alarms: Feed<AlarmView>;
  private readonly cloudWatch: CloudWatch;
  private readonly services: readonly Service[];
  /** One object for all services, which read it whenever they act. */
  private readonly unkind: { -readonly [knob in keyof Unkind]: Unkind[knob] } = {};
  private readonly throttle: Throttle;
  private stopped?: Promise<void>;

  private constructor(
    private readonly props: LocalCloudProps,
    private readonly front: Front,
    private readonly ministack: MiniStack,
    readonly time: ScaledTime,
    /** Every execution of a handler, when it has ended. */
    readonly invocations: Feed<Invocation>,
  ) {
    this.endpoint = front.url;
    this.environment = clientEnvironment(front.url);
    const client = clientOptions(front.url);
    const context: ServiceContext = {
      time,
      client,
      invocations,
      seed: props.seed ?? 1,
      unkind: this.unkind,
      upstream: front.upstream,
      putEvent: event => ministack.putServiceEvent(event),
    };
    const codeDeploy = new CodeDeploy(context);
    const cloudWatch = new CloudWatch(context, { delay: props.metricDelay });
    this.throttle = new Throttle(this.unkind, time);
    this.services = [
      this.throttle,
      codeDeploy,
      cloudWatch,
      new Lambda(context),
      new Scheduler(context),
      new CustomResources(providers({ codeDeploy, cloudWatch, client, unkind: this.unkind })),
    ];
    front.use(...this.services);
    this.cloudWatch = cloudWatch;
    this.deployments = codeDeploy.feed;
    this.alarms = cloudWatch.feed;
    this.setUnkind(props.unkind ?? {});
  }

  /** Changes what AWS does otherwise, from now on; a knob that is not given goes back to its default. */
  setUnkind(unkind: Unkind): void {
    for (const knob of Object.keys(this.unkind)) delete this.unkind[knob as keyof Unkind];
    Object.assign(this.unkind, unkind);
    this.ministack.setSecondDelivery(unkind.secondDeliveryMinutes);
  }

  /** How many calls were refused by a rate so far. */
  get throttled(): number {
    return this.throttle.refused;
  }

  /** The current state of an alarm; undefined if it does not exist. */
  alarm(name: string): AlarmView | undefined {
    return this.cloudWatch.alarms.list().find(alarm => alarm.name === name)?.view;
  }

  /** The local URL for the URL of an HTTP API or a Function URL, as a stack outputs it. */
  localUrl(url: string): string {
    return localUrl(url, this.endpoint) ?? url;
  }

  /** Stops everything and removes every trace. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async end(): Promise<void> {
    for (const service of this.services) service.close?.();
    await this.ministack.stop();
    await this.front.close();
    for (const feed of [this.deployments, this.alarms, this.invocations]) feed.close();
  }

  private async crash(error: Error): Promise<void> {
    await this.stop();
    if (!this.props.onCrash) throw error;
    this.props.onCrash(error);
  }
}
