import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { type Canary, TestCloud } from '../../../runtime/support/test-cloud';

// By Invoke and Function URL: test/conformance/lambda-invoke.test.ts.
jest.setTimeout(120_000);

const CALLS = 200;
const WEIGHT = 0.3;
/** Four standard deviations of a binomial distribution: a fair router exceeds them for 1 of 16,000 seeds. */
const TOLERANCE = 4 * Math.sqrt(CALLS * WEIGHT * (1 - WEIGHT));

let cloud: TestCloud;
let canary: Canary;

beforeAll(async () => {
  cloud = await TestCloud.start();
  canary = { functionName: 'routed', aliasName: 'live', applicationName: '', deploymentGroupName: '' };
  const code = 'exports.handler = async (event, context) => ({ statusCode: 200, body: JSON.stringify({ version: process.env.AWS_LAMBDA_FUNCTION_VERSION, arn: context.invokedFunctionArn }) });';
  await cloud.createFunction('routed', { code });
  await cloud.lambda.publishVersion({ FunctionName: 'routed' });
  await cloud.lambda.updateFunctionConfiguration({ FunctionName: 'routed', Description: 'second' });
  await cloud.lambda.publishVersion({ FunctionName: 'routed' });
  await cloud.lambda.createAlias({ FunctionName: 'routed', Name: 'live', FunctionVersion: '1' });
  await cloud.setAlias(canary, '1', { 2: WEIGHT });
});
afterAll(async () => cloud.stop());

const arnOf = (alias: string) => `arn:aws:lambda:us-east-1:123456789012:function:routed:${alias}`;

/** Sends parallel calls, four at a time; returns how often version 2 answered. */
async function count(call: () => Promise<string>): Promise<number> {
  let left = CALLS;
  let hits = 0;
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (left-- > 0) if ((await call()) === '2') hits++;
  }));
  return hits;
}

async function overHttp(url: string): Promise<string> {
  const { version, arn } = (await (await fetch(url)).json()) as { version: string; arn: string };
  expect(arn).toBe(arnOf('live'));
  return version;
}

function expectSplit(hits: number): void {
  expect(hits).toBeGreaterThan(CALLS * WEIGHT - TOLERANCE);
  expect(hits).toBeLessThan(CALLS * WEIGHT + TOLERANCE);
}

/** Creates a stack with an API; returns the local URL for the URL in its output. */
async function apiUrl(StackName: string, Resources: object, url: object): Promise<string> {
  const cloudFormation = new CloudFormation(cloud.clientOptions());
  await cloudFormation.createStack({ StackName, TemplateBody: JSON.stringify({ Resources, Outputs: { Url: { Value: url } } }) });
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 30, minDelay: 1 }, { StackName });
  const { Stacks } = await cloudFormation.describeStacks({ StackName });
  cloudFormation.destroy();
  return cloud.cloud.localUrl(Stacks![0].Outputs![0].OutputValue!);
}

test('an HTTP API in front of the alias chooses by weight', async () => {
  const url = await apiUrl('http-api', {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0', IntegrationUri: arnOf('live') },
    },
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey: '$default', Target: { 'Fn::Sub': 'integrations/${Integration}' } } },
  }, { 'Fn::Sub': 'https://${Api}.execute-api.us-east-1.amazonaws.com/some/path' });
  expectSplit(await count(() => overHttp(url)));
});

test('the feed says which version ran', async () => {
  await cloud.lambda.invoke({ FunctionName: 'routed', Qualifier: '2' });
  const byVersion = await cloud.cloud.invocations.waitFor(({ functionName, alias }) => functionName === 'routed' && alias === null);
  expect(byVersion).toMatchObject({ executedVersion: '2', error: null });
  const byAlias = cloud.cloud.invocations.history.filter(({ functionName, alias }) => functionName === 'routed' && alias === 'live');
  expect(byAlias.length).toBe(CALLS);
});

// Each entry point has an alias of its own, on version 1 with all weight on version 2.
test.each<[string, (alias: string, arn: string) => Promise<unknown>]>([
  ['a REST API', async (alias, arn) => {
    const [api, resource] = [{ RestApiId: { Ref: 'Api' } }, { ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] } }];
    const url = await apiUrl(alias, {
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: alias } },
      Method: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          ...api,
          ...resource,
          HttpMethod: 'GET',
          AuthorizationType: 'NONE',
          Integration: {
            Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
          },
        },
      },
      Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Method', Properties: api },
      Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { ...api, DeploymentId: { Ref: 'Deployment' }, StageName: 'prod' } },
    }, { 'Fn::Sub': 'https://${Api}.execute-api.us-east-1.amazonaws.com/prod/' });
    expect(await (await fetch(url)).json()).toEqual({ version: '2', arn });
  }],
  ['an SQS queue as event source', async (alias, arn) => {
    const sqs = new SQS(cloud.clientOptions());
    const { QueueUrl } = await sqs.createQueue({ QueueName: alias });
    await cloud.lambda.createEventSourceMapping({ EventSourceArn: `arn:aws:sqs:us-east-1:123456789012:${alias}`, FunctionName: arn });
    await sqs.sendMessage({ QueueUrl, MessageBody: 'hello' });
    sqs.destroy();
  }],
  ['an SNS topic', async (alias, arn) => {
    const sns = new SNS(cloud.clientOptions());
    const { TopicArn } = await sns.createTopic({ Name: alias });
    await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: arn });
    await sns.publish({ TopicArn, Message: 'hello' });
    sns.destroy();
  }],
  ['an EventBridge rule', async (alias, arn) => {
    const eventBridge = new EventBridge(cloud.clientOptions());
    await eventBridge.putRule({ Name: alias, EventPattern: JSON.stringify({ source: [alias] }) });
    await eventBridge.putTargets({ Rule: alias, Targets: [{ Id: 'target', Arn: arn }] });
    await eventBridge.putEvents({ Entries: [{ Source: alias, DetailType: 'hello', Detail: '{}' }] });
    eventBridge.destroy();
  }],
  ['a one-time schedule', async (alias, arn) => {
    const scheduler = new Scheduler(cloud.clientOptions());
    await scheduler.createSchedule({
      Name: alias,
      ScheduleExpression: `at(${new Date().toISOString().slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: arn, RoleArn: 'arn:aws:iam::123456789012:role/test' },
    });
    scheduler.destroy();
  }],
  ['an asynchronous invocation', async alias => cloud.lambda.invoke({ FunctionName: 'routed', Qualifier: alias, InvocationType: 'Event' })],
])('%s calls the version that has the weight', async (_entryPoint, call) => {
  const alias = cloud.name('weighted');
  await cloud.lambda.createAlias({
    FunctionName: 'routed', Name: alias, FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { 2: 1 } },
  });
  await call(alias, arnOf(alias));
  const invocation = await cloud.cloud.invocations.waitFor(one => one.alias === alias);
  expect(invocation).toMatchObject({ functionName: 'routed', executedVersion: '2', error: null });
});
