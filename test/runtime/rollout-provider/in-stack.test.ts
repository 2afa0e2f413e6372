import { AnswerBox } from '../support/answer-box';
import { bundle } from '../support/bundles';
import { invoke } from '../support/gates';
import { properties } from '../support/provider';
import { type Canary, TestCloud } from '../support/test-cloud';
import { TestStack } from '../support/test-stack';

jest.setTimeout(60_000);

let cloud: TestCloud;
let ServiceToken: string;

beforeAll(async () => {
  cloud = await TestCloud.start();
  ServiceToken = await cloud.createFunction('provider', { code: await bundle('rollout-provider'), environment: { CANARY_POLL_MILLIS: '50' } });
});
afterAll(async () => cloud.stop());

/** The rollout's part of a stack that the construct makes. The shipped bundle is its provider. */
const template = (canary: Canary, change: Parameters<typeof properties>[1]) => ({
  Resources: { Rollout: { Type: 'Custom::CanaryRollout', Properties: { ServiceToken, ...properties(canary, change) } } },
  Outputs: {
    Outcome: { Value: { 'Fn::GetAtt': ['Rollout', 'Outcome'] } },
    Physical: { Value: { Ref: 'Rollout' } },
  },
});

test('the bundle carries a canary through its life in a stack', async () => {
  const canary = await cloud.createCanary({ versions: 3 });
  const stack = new TestStack(cloud, cloud.name('life'));

  await stack.deploy(template(canary, { TargetVersion: '1' }));
  expect(await stack.output('Outcome')).toContain('version 1 is deployed already');
  expect(await stack.output('Physical')).toBe('canary-rollout-Rollout');

  await cloud.setAlias(canary, '1', { 3: 0.5 });
  await stack.deploy(template(canary, { TargetVersion: '2' }));
  expect(await stack.output('Outcome')).toContain('cleared leftover weights');
  expect(await cloud.alias(canary)).toEqual({ version: '1', weights: {} });

  expect(await stack.delete()).toBe('DELETE_COMPLETE');
});

test.each(['Create', 'Update', 'Delete'])('a %s that Lambda delivers again touches nothing: the rollout that runs is the one that it let through', async RequestType => {
  const canary = await cloud.createCanary({ versions: 3, config: 'CodeDeployDefault.LambdaCanary10Percent15Minutes' });
  const stack = new TestStack(cloud, cloud.name('again'));
  await stack.deploy(template(canary, { TargetVersion: '1' }));
  await stack.deploy(template(canary, { TargetVersion: '2' }));
  const id = await cloud.deploy(canary, '1', '2'); // what CloudFormation starts now
  await cloud.shifted(id, 10);
  const box = await AnswerBox.open();

  const { error } = await invoke(cloud, ServiceToken, {
    RequestType,
    StackId: stack.id,
    LogicalResourceId: 'Rollout',
    PhysicalResourceId: 'canary-rollout-Rollout',
    RequestId: 'the-same',
    ResponseURL: box.url,
    ResourceProperties: properties(canary),
    OldResourceProperties: properties(canary, { TargetVersion: '1' }),
  });

  expect(error).toBeUndefined();
  expect(box.answers).toEqual([]);
  await box.close();
  expect((await cloud.codeDeploy.getDeployment({ deploymentId: id })).deploymentInfo!.status).toBe('InProgress');
  expect(await cloud.alias(canary)).toEqual({ version: '1', weights: { 2: 0.1 } });
});

test('the stack of a deploy that FAIL refuses rolls back and leaves the running rollout alone', async () => {
  const canary = await cloud.createCanary({ versions: 3, config: 'CodeDeployDefault.LambdaCanary10Percent15Minutes' });
  const stack = new TestStack(cloud, cloud.name('refused'));
  await stack.deploy(template(canary, { TargetVersion: '1', OnConflict: 'FAIL' }));
  const id = await cloud.deploy(canary, '1', '3');
  await cloud.shifted(id, 10);

  await stack.deploy(template(canary, { TargetVersion: '2', OnConflict: 'FAIL' }), 'UPDATE_ROLLBACK_COMPLETE');

  expect((await stack.failures()).join()).toContain(`rollout ${id} of ${canary.functionName}:live from version 1 to 3 is still running`);
  expect(await cloud.alias(canary)).toEqual({ version: '1', weights: { 3: 0.1 } });
  expect((await cloud.codeDeploy.getDeployment({ deploymentId: id })).deploymentInfo!.status).toBe('InProgress');
});

test('a stack that rolls back aborts the rollout that it started', async () => {
  const canary = await cloud.createCanary({ versions: 2, config: 'CodeDeployDefault.LambdaCanary10Percent15Minutes' });
  const stack = new TestStack(cloud, cloud.name('back'));
  await stack.deploy(template(canary, { TargetVersion: '1' }));
  // A sibling that fails in the same operation: it waits until the rollout is under way and then refuses.
  const sibling = await cloud.createFunction(cloud.name('sibling'), { code: STARTS_ROLLOUT_AND_REFUSES(canary), timeout: 30 });
  const next = template(canary, { TargetVersion: '2' });
  await stack.deploy({
    ...next,
    Resources: { ...next.Resources, Sibling: { Type: 'Custom::Sibling', DependsOn: 'Rollout', Properties: { ServiceToken: sibling } } },
  }, 'UPDATE_ROLLBACK_COMPLETE');

  const { deployments } = await cloud.codeDeploy.listDeployments({
    applicationName: canary.applicationName, deploymentGroupName: canary.deploymentGroupName,
  });
  const [rollback, original] = deployments!;
  expect((await cloud.ended(original)).rollbackInfo!.rollbackDeploymentId).toBe(rollback);
  expect((await cloud.ended(rollback)).status).toBe('Succeeded');
  expect(await cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

const STARTS_ROLLOUT_AND_REFUSES = (canary: Canary) => `
const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
exports.handler = async request => {
  const codeDeploy = new CodeDeploy({});
  if (request.RequestType === 'Create') {
    const content = JSON.stringify({ version: 0.0, Resources: [{ target: { Type: 'AWS::Lambda::Function', Properties: {
      Name: '${canary.functionName}', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' } } }] });
    const { deploymentId } = await codeDeploy.createDeployment({ applicationName: '${canary.applicationName}',
      deploymentGroupName: '${canary.deploymentGroupName}', revision: { revisionType: 'AppSpecContent', appSpecContent: { content } } });
    const weight = async () => (await codeDeploy.getDeploymentTarget({ deploymentId, targetId: '${canary.functionName}:live' }))
      .deploymentTarget.lambdaTarget.lambdaFunctionInfo.targetVersionWeight;
    while (await weight() !== 10);
  }
  await fetch(request.ResponseURL, { method: 'PUT', body: JSON.stringify({
    Status: request.RequestType === 'Create' ? 'FAILED' : 'SUCCESS', Reason: 'the sibling refuses', PhysicalResourceId: 'sibling',
    StackId: request.StackId, RequestId: request.RequestId, LogicalResourceId: request.LogicalResourceId }) });
};`;
