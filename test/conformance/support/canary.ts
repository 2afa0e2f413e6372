import {
  type AutoRollbackEvent, type CreateDeploymentCommandInput, type CreateDeploymentGroupCommandInput, type DeploymentInfo,
} from '@aws-sdk/client-codedeploy';
import { tenHours } from './deployment-config';
import { createVersions } from './functions';
import { type Subject } from '../subject';

export const ALL_AT_ONCE = 'CodeDeployDefault.LambdaAllAtOnce';
/** How many versions the function has. */
export const VERSIONS = 3;
/** 10 % for five minutes. */
export const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';

export interface CanaryProps {
  readonly config?: string;
  /** Events on which the group rolls back. @default - never */
  readonly rollback?: AutoRollbackEvent[];
  readonly group?: Partial<CreateDeploymentGroupCommandInput>;
}

export interface DeployProps extends Partial<CreateDeploymentCommandInput> {
  /** Hook functions that CodeDeploy invokes. */
  readonly before?: string;
  readonly after?: string;
}

const functions = new WeakMap<Subject, Promise<string>>();

async function createFunction(subject: Subject): Promise<string> {
  const name = subject.name('function');
  await createVersions(subject, name, VERSIONS);
  return name;
}

/** An alias on version 1 of a function, with a deployment group. The canaries of a subject share their function. */
export class Canary {
  public static async create(subject: Subject, props: CanaryProps = {}): Promise<Canary> {
    const { config = ALL_AT_ONCE, rollback, group } = props;
    const { lambda, codeDeploy } = subject;
    if (!functions.has(subject)) functions.set(subject, createFunction(subject));
    const functionName = await functions.get(subject)!;
    const name = subject.name('canary');
    await lambda.createAlias({ FunctionName: functionName, Name: name, FunctionVersion: '1' });
    await codeDeploy.createApplication({ applicationName: name, computePlatform: 'Lambda' });
    subject.atEnd(() => codeDeploy.deleteApplication({ applicationName: name }));
    await codeDeploy.createDeploymentGroup({
      applicationName: name,
      deploymentGroupName: name,
      serviceRoleArn: subject.roleArn,
      deploymentConfigName: config,
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      autoRollbackConfiguration: rollback && { enabled: true, events: rollback },
      ...group,
    });
    return new Canary(subject, functionName, name);
  }

  /** @param name of the alias, the application and the group */
  private constructor(private readonly subject: Subject, public readonly functionName: string, public readonly name: string) {}

  /** The group, as input for CreateDeployment and ListDeployments. */
  public get group() {
    return { applicationName: this.name, deploymentGroupName: this.name };
  }

  public appSpec(from: string, to: string, { before, after }: DeployProps = {}): string {
    return JSON.stringify({
      version: 0.0,
      Resources: [{
        target: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: this.functionName, Alias: this.name, CurrentVersion: from, TargetVersion: to },
        },
      }],
      Hooks: [...(before ? [{ BeforeAllowTraffic: before }] : []), ...(after ? [{ AfterAllowTraffic: after }] : [])],
    });
  }

  /** Starts a deployment; returns its id. */
  public async deploy(from: string, to: string, props: DeployProps = {}): Promise<string> {
    const { before, after, ...input } = props;
    const content = this.appSpec(from, to, props);
    const { deploymentId } = await this.subject.codeDeploy.createDeployment({
      ...this.group, revision: { revisionType: 'AppSpecContent', appSpecContent: { content } }, ...input,
    });
    return deploymentId!;
  }

  /** Starts a deployment that stays in the middle of its shift, at 10 %, until it is stopped; returns its id. */
  public async shifting(from = '1', to = '2', props: DeployProps = {}): Promise<string> {
    const id = await this.deploy(from, to, { deploymentConfigName: await tenHours(this.subject), ...props });
    await this.shifted(id, 10);
    return id;
  }

  public async alias(): Promise<{ version: string; weights: Record<string, number> }> {
    const { FunctionVersion, RoutingConfig } = await this.subject.lambda.getAlias({ FunctionName: this.functionName, Name: this.name });
    return { version: FunctionVersion!, weights: RoutingConfig?.AdditionalVersionWeights ?? {} };
  }

  public async setAlias(FunctionVersion: string, AdditionalVersionWeights: Record<string, number> = {}): Promise<void> {
    await this.subject.lambda.updateAlias({
      FunctionName: this.functionName, Name: this.name, FunctionVersion, RoutingConfig: { AdditionalVersionWeights },
    });
  }

  public async deployment(deploymentId: string): Promise<DeploymentInfo> {
    return (await this.subject.codeDeploy.getDeployment({ deploymentId })).deploymentInfo!;
  }

  /** The one target of a deployment. */
  public async target(deploymentId: string) {
    const { targetIds } = await this.subject.codeDeploy.listDeploymentTargets({ deploymentId });
    const { deploymentTarget } = await this.subject.codeDeploy.getDeploymentTarget({ deploymentId, targetId: targetIds![0] });
    return deploymentTarget!.lambdaTarget!;
  }

  /** Lifecycle events with their states, such as `AllowTraffic Succeeded`. */
  public async steps(deploymentId: string): Promise<string[]> {
    const { lifecycleEvents } = await this.target(deploymentId);
    return lifecycleEvents!.map(event => `${event.lifecycleEventName} ${event.status}`)
      .filter(step => /^(Before|After)?AllowTraffic /.test(step));
  }

  /** How long a lifecycle event of a deployment took, by its own times. */
  public async minutesOf(deploymentId: string, step: string): Promise<number> {
    const { lifecycleEvents } = await this.target(deploymentId);
    const { startTime, endTime } = lifecycleEvents!.find(({ lifecycleEventName }) => lifecycleEventName === step)!;
    return (endTime!.getTime() - startTime!.getTime()) / this.subject.minute;
  }

  /** Waits until the target version receives this percentage, which must last long enough for polling to see it. */
  public async shifted(deploymentId: string, percent: number): Promise<void> {
    await this.subject.until(`${percent} % must have shifted`, 5, async () =>
      (await this.target(deploymentId)).lambdaFunctionInfo!.targetVersionWeight === percent);
  }

  /** Waits for the end of a deployment. */
  public async ended(deploymentId: string, minutes = 15): Promise<DeploymentInfo> {
    return this.subject.until(`${deploymentId} must end`, minutes, async () => {
      const info = await this.deployment(deploymentId);
      return ['Succeeded', 'Failed', 'Stopped'].includes(info.status!) && info;
    });
  }

  /** Waits for this deployment's rollback deployment, and for its end. */
  public async rolledBack(deploymentId: string): Promise<DeploymentInfo> {
    const id = await this.subject.until('a rollback must follow', 5, async () =>
      (await this.deployment(deploymentId)).rollbackInfo?.rollbackDeploymentId);
    return this.ended(id);
  }
}
