import { cpus } from 'node:os';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { TestCloud } from '../../../runtime/support/test-cloud';
import { zip } from '../../../runtime/support/zip';
import { eventually } from '../../support/traces';

jest.setTimeout(60_000);

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await TestCloud.start({ timeScale: 600 });
});
afterAll(async () => cloud.stop());

async function call(FunctionName: string, event: object = {}): Promise<any> {
  const { FunctionError, Payload } = await cloud.lambda.invoke({ FunctionName, Payload: JSON.stringify(event) });
  const answer = JSON.parse(Buffer.from(Payload!).toString());
  if (FunctionError) throw new Error(answer.errorMessage);
  return answer;
}

async function create(code: string, environment: Record<string, string> = {}): Promise<string> {
  const name = cloud.name('handler');
  await cloud.createFunction(name, { code, environment });
  return name;
}

test('run on the pinned Node, see the front as AWS, and no secret from the user\'s environment', async () => {
  process.env.SECRET_OF_THE_USER = 'secret';
  const name = await create('exports.handler = async () => ({ node: process.version, ...process.env });');
  const seen = await call(name);
  delete process.env.SECRET_OF_THE_USER;
  expect(seen).toMatchObject({ node: process.version, AWS_ENDPOINT_URL: cloud.cloud.endpoint, AWS_REGION: 'us-east-1', AWS_LAMBDA_FUNCTION_NAME: name });
  expect(seen.SECRET_OF_THE_USER).toBeUndefined();
});

test('find the AWS SDK, also by import, as in Lambda, and no other package of ours', async () => {
  const required = await create('const { Lambda } = require("@aws-sdk/client-lambda"); exports.handler = async () => (await new Lambda({}).listFunctions({})).Functions.length;');
  expect(await call(required)).toBeGreaterThan(0);
  const name = cloud.name('handler');
  await cloud.createFunction(name);
  await cloud.lambda.updateFunctionCode({
    FunctionName: name,
    ZipFile: zip('index.mjs', 'import { Lambda } from "@aws-sdk/client-lambda"; export const handler = async () => (await new Lambda({}).listFunctions({})).Functions.length;'),
  });
  expect(await call(name)).toBeGreaterThan(0);
  await expect(call(await create('require("typescript"); exports.handler = async () => {};'))).rejects.toThrow(/typescript/);
});

test.each([
  ['fetch', 'const answer = await fetch(url); return await answer.json();'],
  ['https.get', `return await new Promise((resolve, reject) => require("https").get(url, answer => {
    let text = ""; answer.on("data", chunk => text += chunk); answer.on("end", () => resolve(JSON.parse(text))); }).on("error", reject));`],
])('reach a Function URL by its AWS name with %s', async (_how, body) => {
  const target = await create('exports.handler = async event => ({ path: event.rawPath, query: event.rawQueryString });');
  const { FunctionUrl } = await cloud.lambda.createFunctionUrlConfig({ FunctionName: target, AuthType: 'NONE' });
  expect(FunctionUrl).toMatch(/^https:\/\/[a-z0-9]+\.lambda-url\.us-east-1\.on\.aws\/$/);
  const caller = await create(`exports.handler = async ({ url }) => { ${body} };`);
  expect(await call(caller, { url: `${FunctionUrl}smoke?deep=1` })).toEqual({ path: '/smoke', query: 'deep=1' });
});

test.each([
  ['fetch', 'const answer = await fetch(url); return await answer.json();'],
  ['https.get', `return await new Promise((resolve, reject) => require("https").get(url, answer => {
    let text = ""; answer.on("data", chunk => text += chunk); answer.on("end", () => resolve(JSON.parse(text))); }).on("error", reject));`],
  ['https.request with options', `return await new Promise((resolve, reject) => {
    const { hostname, pathname, search } = new URL(url);
    require("https").request({ hostname, path: pathname + search, method: "GET" }, answer => {
      let text = ""; answer.on("data", chunk => text += chunk); answer.on("end", () => resolve(JSON.parse(text))); }).on("error", reject).end(); });`],
  ['request of an import', `const { request } = await import("node:https"); return await new Promise((resolve, reject) => request(url, answer => {
    let text = ""; answer.on("data", chunk => text += chunk); answer.on("end", () => resolve(JSON.parse(text))); }).on("error", reject).end());`],
])('reach an HTTP API by its AWS name with %s', async (_how, body) => {
  const target = await create('exports.handler = async event => ({ path: event.rawPath, query: event.rawQueryString });');
  const api = { ApiId: { Ref: 'Api' } };
  const Resources = {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: target, ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ...api, IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0', IntegrationUri: `arn:aws:lambda:us-east-1:123456789012:function:${target}`,
      },
    },
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ...api, RouteKey: '$default', Target: { 'Fn::Sub': 'integrations/${Integration}' } } },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ...api, StageName: '$default', AutoDeploy: true } },
  };
  const cloudFormation = new CloudFormation(cloud.clientOptions());
  await cloudFormation.createStack({ StackName: target, TemplateBody: JSON.stringify({ Resources, Outputs: { Id: { Value: { Ref: 'Api' } } } }) });
  const outputs = async () => (await cloudFormation.describeStacks({ StackName: target })).Stacks![0].Outputs ?? [];
  await eventually(async () => (await outputs()).length > 0, 'the API exists');
  const [{ OutputValue: id }] = await outputs();
  const caller = await create(`exports.handler = async ({ url }) => { ${body} };`);
  expect(await call(caller, { url: `https://${id}.execute-api.us-east-1.amazonaws.com/smoke?deep=1` })).toEqual({ path: '/smoke', query: 'deep=1' });
});

test('reach other AWS names by https as before', async () => {
  const caller = await create(`exports.handler = () => new Promise((resolve, reject) => require("https").get(
    "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15", answer => resolve(answer.statusCode)).on("error", reject));`);
  expect(await call(caller)).toBe(200);
});

test('never run old code after an update, even when an old invocation is retried', async () => {
  const name = await create('exports.handler = async () => { throw new Error("old"); };');
  await cloud.lambda.invoke({ FunctionName: name, InvocationType: 'Event' });
  await cloud.cloud.invocations.waitFor(invocation => invocation.functionName === name);
  await cloud.lambda.updateFunctionCode({ FunctionName: name, ZipFile: zip('index.js', 'exports.handler = async () => "new";') });
  // The two retries of the first invocation still run the old code.
  await cloud.runs(name, 3);
  expect(await call(name)).toBe('new');
});

test('wait for a process when all are busy, and every invocation is answered', async () => {
  const name = await create('exports.handler = async () => { await new Promise(resolve => setTimeout(resolve, 50)); return process.pid; };');
  const pids = await Promise.all(Array.from({ length: 40 }, () => call(name)));
  expect(pids).toHaveLength(40);
  expect(new Set(pids).size).toBeLessThanOrEqual(Math.max(4, 2 * cpus().length));
});
