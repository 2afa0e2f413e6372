import { type CloudFormationCustomResourceEvent, type Context } from 'aws-lambda';
import { AnswerBox } from './answer-box';
import { FaultProxy } from './fault-proxy';
import { type Canary, TestCloud } from './test-cloud';
import { TestStack } from './test-stack';
import { type RolloutResourceProperties } from '../../../src/protocol/rollout-resource';
import type * as Provider from '../../../src/runtime/rollout-provider/rollout-provider.lambda';

type Properties = Partial<RolloutResourceProperties>;

/** What CloudFormation sends for a canary. */
export function properties(canary: Canary, change: Properties = {}): Properties {
  return {
    FunctionName: canary.functionName,
    AliasName: canary.aliasName,
    TargetVersion: '2',
    ShiftMode: 'WEIGHTED',
    OnConflict: 'ROLLBACK',
    RetainVersions: '10',
    ApplicationName: canary.applicationName,
    DeploymentGroupName: canary.deploymentGroupName,
    ...change,
  };
}

/** A custom resource that can't be created, so that its stack rolls back. */
const REFUSING = `exports.handler = async request => {
  await fetch(request.ResponseURL, { method: 'PUT', body: JSON.stringify({
    Status: request.RequestType === 'Create' ? 'FAILED' : 'SUCCESS', Reason: 'refused', PhysicalResourceId: 'refusing',
    StackId: request.StackId, RequestId: request.RequestId, LogicalResourceId: request.LogicalResourceId,
  }) });
};`;

/** Two real stacks: one that was created, and one that has rolled back. */
export class Stacks {
  public static async create(cloud: TestCloud): Promise<Stacks> {
    const forward = new TestStack(cloud, 'forward');
    await forward.deploy({ Resources: { One: { Type: 'AWS::SNS::Topic' } } });
    const back = new TestStack(cloud, 'back');
    const ServiceToken = await cloud.createFunction('refusing', { code: REFUSING });
    await back.deploy({ Resources: { One: { Type: 'Custom::Refusing', Properties: { ServiceToken } } } }, 'ROLLBACK_COMPLETE');
    return new Stacks(forward.id, back.id);
  }

  private constructor(public readonly forward: string, public readonly rollingBack: string) {}
}

/** What tests of the provider need, created once for the whole file; the provider's calls go through the proxy. */
export class ProviderScene {
  public static use(): ProviderScene {
    const scene = new ProviderScene();
    beforeAll(async () => scene.set());
    afterAll(async () => scene.clear());
    beforeEach(() => scene.proxy.forget());
    return scene;
  }

  public cloud!: TestCloud;
  public proxy!: FaultProxy;
  public box!: AnswerBox;
  public stacks!: Stacks;

  private constructor() {}

  private async set(): Promise<void> {
    this.cloud = await TestCloud.start();
    this.proxy = await FaultProxy.start(this.cloud.cloud.endpoint);
    this.box = await AnswerBox.open();
    this.stacks = await Stacks.create(this.cloud);
    Object.assign(process.env, this.cloud.cloud.environment, {
      AWS_ENDPOINT_URL: this.proxy.url,
      CANARY_POLL_MILLIS: '50',
      POWERTOOLS_DEV: 'false',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
    });
  }

  private async clear(): Promise<void> {
    await this.proxy.stop();
    await this.box.close();
    await this.cloud.stop();
  }
}

export interface RequestOptions {
  readonly type?: 'Create' | 'Update' | 'Delete';
  readonly stackId: string;
  readonly properties: Properties;
  readonly old?: Properties;
  /** How long Lambda gives the handler. */
  readonly millis?: number;
}

/** Runs the provider's own handler in this process, over real HTTP. Returns the answer that CloudFormation sees. */
export async function request(box: AnswerBox, options: RequestOptions): Promise<any> {
  // Loaded only now that the environment is set: the logger reads it when it is loaded.
  const { handler } = jest.requireActual<typeof Provider>('../../../src/runtime/rollout-provider/rollout-provider.lambda');
  const type = options.type ?? (options.old ? 'Update' : 'Create');
  const deadline = Date.now() + (options.millis ?? 50_000);
  const before = box.answers.length;
  await handler({
    RequestType: type,
    ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:provider',
    ResponseURL: box.url,
    StackId: options.stackId,
    RequestId: `request-${before}`,
    LogicalResourceId: 'OrdersRollout',
    ResourceType: 'Custom::CanaryRollout',
    ResourceProperties: { ServiceToken: 'x', ...options.properties },
    ...(type === 'Create' ? {} : { PhysicalResourceId: 'canary-rollout-Earlier' }),
    ...(options.old ? { OldResourceProperties: options.old } : {}),
  } as unknown as CloudFormationCustomResourceEvent, {
    getRemainingTimeInMillis: () => deadline - Date.now(),
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:provider',
  } as Context);
  expect(box.answers).toHaveLength(before + 1);
  return box.answers[before].body;
}
