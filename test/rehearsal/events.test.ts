import { EventBridge } from '@aws-sdk/client-eventbridge';
import { SNS } from '@aws-sdk/client-sns';
import { TestCloud } from '../runtime/support/test-cloud';

jest.setTimeout(20_000);

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await TestCloud.start({ timeScale: 600 });
});
afterAll(async () => cloud.stop());

/** A function that logs what it gets. */
async function createLogger(): Promise<{ name: string; arn: string }> {
  const name = cloud.name('logger');
  return { name, arn: await cloud.createFunction(name, { code: 'exports.handler = async event => console.log(JSON.stringify(event));' }) };
}

/** The first event with this text that the function got. */
async function logged(name: string, text: string): Promise<any> {
  const { log } = await cloud.cloud.invocations.waitFor(invocation => invocation.functionName === name && invocation.log.includes(text));
  return JSON.parse(log);
}

async function createRule(arn: string, InputTransformer?: { InputPathsMap: Record<string, string>; InputTemplate: string }): Promise<void> {
  const eventBridge = new EventBridge(cloud.clientOptions());
  const Name = cloud.name('rule');
  await eventBridge.putRule({
    Name,
    EventPattern: JSON.stringify({ 'source': ['aws.codedeploy'], 'detail-type': ['CodeDeploy Deployment State-change Notification'] }),
  });
  await eventBridge.putTargets({ Rule: Name, Targets: [{ Id: 'target', Arn: arn, InputTransformer }] });
}

test('state changes reach a function in the shape that AWS documents', async () => {
  const logger = await createLogger();
  await createRule(logger.arn);
  const canary = await cloud.createCanary();
  const id = await cloud.deploy(canary, '1', '2');
  const event = await logged(logger.name, '"SUCCESS"');
  expect(event).toMatchObject({
    'version': '0',
    'account': '123456789012',
    'region': 'us-east-1',
    'source': 'aws.codedeploy',
    'detail-type': 'CodeDeploy Deployment State-change Notification',
    'resources': [
      `arn:aws:codedeploy:us-east-1:123456789012:application:${canary.applicationName}`,
      `arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:${canary.applicationName}/${canary.deploymentGroupName}`,
    ],
    'detail': {
      region: 'us-east-1', application: canary.applicationName, deploymentGroup: canary.deploymentGroupName, deploymentId: id, state: 'SUCCESS',
    },
  });
  expect((await logged(logger.name, '"START"')).detail.deploymentId).toBe(id);
});

test('a rule transforms its input for a function', async () => {
  const logger = await createLogger();
  await createRule(logger.arn, {
    InputPathsMap: { id: '$.detail.deploymentId', state: '$.detail.state' },
    InputTemplate: '{ "deploymentId": <id>, "state": <state>, "topics": [{ "topicArn": "arn", "states": ["STARTED"] }] }',
  });
  const id = await cloud.deploy(await cloud.createCanary(), '1', '2');
  expect(await logged(logger.name, '"SUCCESS"')).toEqual({
    deploymentId: id, state: 'SUCCESS', topics: [{ topicArn: 'arn', states: ['STARTED'] }],
  });
});

test('a stopped and a failed deployment say so; the rollback is only a deployment of its own', async () => {
  const logger = await createLogger();
  await createRule(logger.arn);
  const canary = await cloud.createCanary({ config: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' });
  const id = await cloud.deploy(canary, '1', '2');
  await cloud.shifted(id, 10);
  await cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
  expect((await logged(logger.name, '"STOP"')).detail.deploymentId).toBe(id);
  const { rollbackDeploymentId } = (await cloud.ended(id)).rollbackInfo!;
  await logged(logger.name, `"deploymentId":"${rollbackDeploymentId}","state":"START"`);
  const failed = await cloud.deploy(canary, '9', '2');
  expect((await logged(logger.name, '"FAILURE"')).detail.deploymentId).toBe(failed);
});

test('a rule publishes to a topic, and the topic reaches its subscriber', async () => {
  const logger = await createLogger();
  const sns = new SNS(cloud.clientOptions());
  const { TopicArn } = await sns.createTopic({ Name: cloud.name('topic') });
  await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: logger.arn });
  await createRule(TopicArn!, { InputPathsMap: { id: '$.detail.deploymentId' }, InputTemplate: '"deployment <id>"' });
  const id = await cloud.deploy(await cloud.createCanary(), '1', '2');
  const { Records } = await logged(logger.name, id);
  expect(Records[0].Sns.Message).toBe(`"deployment ${id}"`);
});
