import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy, type AlarmConfiguration } from '@aws-sdk/client-codedeploy';
import { Lambda, type Runtime } from '@aws-sdk/client-lambda';
import { zip } from './zip';
import { Feed } from '../../../rehearsal/cloud/feed';
import { LocalCloud } from '../../../rehearsal/cloud/local-cloud';
import { type Unkind } from '../../../rehearsal/cloud/unkind';

const ROLE = 'arn:aws:iam::123456789012:role/test';

export interface FunctionProps {
  readonly code?: string;
  readonly environment?: Record<string, string>;
  readonly timeout?: number;
  readonly role?: string;
  readonly deadLetterArn?: string;
}

export interface CanaryProps {
  readonly versions?: number;
  readonly config?: string;
  readonly alarms?: string[];
}

export interface Hooks {
  readonly before?: string;
  readonly after?: string;
}

/** What handlers see of a canary: a function with versions, an alias on version 1, and a deployment group. */
export interface Canary {
  readonly functionName: string;
  readonly aliasName: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
}

/** The local cloud, with what the tests of the handlers need. */
export class TestCloud {
  public static async start(options: { timeScale?: number; unkind?: Unkind } = {}): Promise<TestCloud> {
    const log = new Feed<string>();
    const cloud = await LocalCloud.start({ timeScale: options.timeScale ?? 60, seed: 1, unkind: options.unkind, onLog: line => log.publish(line) });
    return new TestCloud(cloud, log);
  }

  public readonly codeDeploy: CodeDeploy;
  public readonly lambda: Lambda;
  public readonly cloudWatch: CloudWatch;
  private names = 0;

  /** @param log what MiniStack and the handlers in it write, line by line */
  private constructor(public readonly cloud: LocalCloud, public readonly log: Feed<string>) {
    this.codeDeploy = new CodeDeploy(this.clientOptions());
    this.lambda = new Lambda(this.clientOptions());
    this.cloudWatch = new CloudWatch(this.clientOptions());
  }

  public clientOptions() {
    return {
      endpoint: this.cloud.endpoint, region: 'us-east-1', credentials: { accessKeyId: '123456789012', secretAccessKey: 'test' },
    };
  }

  public async stop(): Promise<void> {
    this.codeDeploy.destroy();
    this.lambda.destroy();
    this.cloudWatch.destroy();
    await this.cloud.stop();
  }

  /** A name that no other test of this file uses. */
  public name(prefix: string): string {
    return `${prefix}-${++this.names}`;
  }

  /** Creates a function. Returns its ARN. */
  public async createFunction(FunctionName: string, props: FunctionProps = {}): Promise<string> {
    const { FunctionArn } = await this.lambda.createFunction({
      FunctionName,
      Runtime: 'nodejs24.x' as Runtime,
      Handler: 'index.handler',
      Role: props.role ?? ROLE,
      Code: { ZipFile: zip('index.js', props.code ?? 'exports.handler = async () => "ok";') },
      Environment: { Variables: props.environment ?? {} },
      Timeout: props.timeout ?? 30,
      DeadLetterConfig: props.deadLetterArn ? { TargetArn: props.deadLetterArn } : undefined,
    });
    return FunctionArn!;
  }

  /** Gives the function new code. */
  public async changeCode(FunctionName: string): Promise<void> {
    const code = `exports.handler = async () => process.env.AWS_LAMBDA_FUNCTION_VERSION; // ${this.name('code')}`;
    await this.lambda.updateFunctionCode({ FunctionName, ZipFile: zip('index.js', code) });
  }

  /** Publishes one more version, with code of its own. */
  public async publishVersion(FunctionName: string): Promise<string> {
    await this.changeCode(FunctionName);
    return (await this.lambda.publishVersion({ FunctionName })).Version!;
  }

  public async createCanary(props: CanaryProps = {}): Promise<Canary> {
    const functionName = this.name('orders');
    await this.createFunction(functionName);
    for (let version = 1; version <= (props.versions ?? 2); version++) await this.publishVersion(functionName);
    await this.lambda.createAlias({ FunctionName: functionName, Name: 'live', FunctionVersion: '1' });
    const canary = { functionName, aliasName: 'live', applicationName: functionName, deploymentGroupName: `${functionName}-live` };
    await this.codeDeploy.createApplication({ applicationName: canary.applicationName, computePlatform: 'Lambda' });
    await this.createGroup(canary, props.config, props.alarms ? { enabled: true, alarms: props.alarms.map(name => ({ name })) } : undefined);
    return canary;
  }

  public async alias({ functionName, aliasName }: Canary): Promise<{ version: string; weights: Record<string, number> }> {
    const { FunctionVersion, RoutingConfig } = await this.lambda.getAlias({ FunctionName: functionName, Name: aliasName });
    return { version: FunctionVersion!, weights: RoutingConfig?.AdditionalVersionWeights ?? {} };
  }

  public async setAlias({ functionName, aliasName }: Canary, version: string, weights: Record<string, number> = {}): Promise<void> {
    await this.lambda.updateAlias({
      FunctionName: functionName, Name: aliasName, FunctionVersion: version, RoutingConfig: { AdditionalVersionWeights: weights },
    });
  }

  /** Starts a deployment. Returns its id. `blind`: CodeDeploy itself does not watch the group's alarms. */
  public async deploy(canary: Canary, from: string, to: string, hooks: Hooks & { blind?: boolean } = {}): Promise<string> {
    const appSpec = {
      version: 0.0,
      Resources: [{
        target: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: canary.functionName, Alias: canary.aliasName, CurrentVersion: from, TargetVersion: to },
        },
      }],
      Hooks: [...(hooks.before ? [{ BeforeAllowTraffic: hooks.before }] : []), ...(hooks.after ? [{ AfterAllowTraffic: hooks.after }] : [])],
    };
    const { deploymentId } = await this.codeDeploy.createDeployment({
      applicationName: canary.applicationName,
      deploymentGroupName: canary.deploymentGroupName,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content: JSON.stringify(appSpec) } },
      overrideAlarmConfiguration: hooks.blind ? { enabled: false } : undefined,
    });
    return deploymentId!;
  }

  /** Waits until the deployment ends. Returns its last state. */
  public async ended(deploymentId: string) {
    return this.cloud.deployments.waitFor(view => view.deploymentId === deploymentId && ['Succeeded', 'Failed', 'Stopped'].includes(view.status));
  }

  /** Waits until the target version serves this percentage. */
  public async shifted(deploymentId: string, percent: number) {
    return this.cloud.deployments.waitFor(view => view.deploymentId === deploymentId && view.targetVersionWeight === percent);
  }

  /** Waits until this step of the deployment has this status. */
  public async step(deploymentId: string, name: string, status: string) {
    return this.cloud.deployments.waitFor(view => view.deploymentId === deploymentId
      && view.lifecycleEvents.some(event => event.name === name && event.status === status));
  }

  /** Creates an alarm whose state only `setAlarm` changes. Returns its name. */
  public async createAlarm(): Promise<string> {
    const AlarmName = this.name('alarm');
    await this.cloudWatch.putMetricAlarm({
      AlarmName,
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: AlarmName }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      // It has no data, and so keeps the state that `setAlarm` gave it.
      TreatMissingData: 'ignore',
    });
    await this.setAlarm(AlarmName, 'OK');
    return AlarmName;
  }

  public async setAlarm(AlarmName: string, StateValue: 'OK' | 'ALARM'): Promise<void> {
    await this.cloudWatch.setAlarmState({ AlarmName, StateValue, StateReason: 'set by the test' });
  }

  /** Waits for the line of JSON that a handler logs about this deployment with this message. Returns its fields. */
  public async logged(deploymentId: string, message: string): Promise<Record<string, any>> {
    const line = await this.log.waitFor(text => text.startsWith('{') && text.includes(`"${deploymentId}"`) && text.includes(`"message":"${message}"`));
    return JSON.parse(line);
  }

  /** Waits until a function ran at least this often. Returns how often it ran. */
  public async runs(functionName: string, atLeast: number): Promise<number> {
    const count = () => this.cloud.invocations.history.filter(invocation => invocation.functionName === functionName).length;
    if (atLeast > 0) await this.cloud.invocations.waitFor(() => count() >= atLeast);
    return count();
  }

  private async createGroup(canary: Canary, config?: string, alarmConfiguration?: AlarmConfiguration): Promise<void> {
    await this.codeDeploy.createDeploymentGroup({
      applicationName: canary.applicationName,
      deploymentGroupName: canary.deploymentGroupName,
      serviceRoleArn: ROLE,
      deploymentConfigName: config ?? 'CodeDeployDefault.LambdaAllAtOnce',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'] },
      alarmConfiguration,
    });
  }
}
