import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { type Canary, TestCloud } from '../runtime/support/test-cloud';

// By Invoke and Function URL: test/conformance/lambda-invoke.test.ts.
jest.setTimeout(120_000);

const CALLS = 200;
const WEIGHT = 0.3;
/** Four standard deviations of a binomial distribution: a fair router stays within for all but 1 of 16,000 seeds. */
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

/** Calls in parallel, four at a time; how often version 2 answered. */
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
  expect(arn).toBe('arn:aws:lambda:us-east-1:123456789012:function:routed:live');
  return version;
}

function expectSplit(hits: number): void {
  expect(hits).toBeGreaterThan(CALLS * WEIGHT - TOLERANCE);
  expect(hits).toBeLessThan(CALLS * WEIGHT + TOLERANCE);
}

test('an HTTP API in front of the alias: by weight', async () => {
  const cloudFormation = new CloudFormation(cloud.clientOptions());
  await cloudFormation.createStack({
    StackName: 'api',
    TemplateBody: JSON.stringify({
      Resources: {
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
        Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true } },
        Integration: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: {
            ApiId: { Ref: 'Api' },
            IntegrationType: 'AWS_PROXY',
            PayloadFormatVersion: '2.0',
            IntegrationUri: 'arn:aws:lambda:us-east-1:123456789012:function:routed:live',
          },
        },
        Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey: '$default', Target: { 'Fn::Sub': 'integrations/${Integration}' } } },
      },
      Outputs: { Id: { Value: { Ref: 'Api' } } },
    }),
  });
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 30, minDelay: 1 }, { StackName: 'api' });
  const { Stacks } = await cloudFormation.describeStacks({ StackName: 'api' });
  const url = cloud.cloud.localUrl(`https://${Stacks![0].Outputs![0].OutputValue}.execute-api.us-east-1.amazonaws.com/some/path`);
  expectSplit(await count(() => overHttp(url)));
});

test('the feed tells which version ran for whom', async () => {
  await cloud.lambda.invoke({ FunctionName: 'routed', Qualifier: '2' });
  const byVersion = await cloud.cloud.invocations.waitFor(({ functionName, alias }) => functionName === 'routed' && alias === null);
  expect(byVersion).toMatchObject({ executedVersion: '2', error: null });
  const byAlias = cloud.cloud.invocations.history.filter(({ functionName, alias }) => functionName === 'routed' && alias === 'live');
  expect(byAlias.length).toBe(CALLS);
});
