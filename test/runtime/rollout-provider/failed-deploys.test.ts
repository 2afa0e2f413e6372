import { properties, ProviderScene, request } from '../support/provider';
import { type Canary } from '../support/test-cloud';

// A deploy failed and the stack did not roll back (`cdk deploy --no-rollback`, an alias skipped by ContinueUpdateRollback):
// CloudFormation records the rejected version for our resource, and the version before it for the alias.

jest.setTimeout(60_000);

const CANARY = 'CodeDeployDefault.LambdaCanary10Percent15Minutes';

const scene = ProviderScene.use();

/** A hook that reports Failed, so that the deployment fails. */
async function refusingHook(): Promise<string> {
  const name = scene.cloud.name('refusing');
  const report = 'const { CodeDeploy } = require("@aws-sdk/client-codedeploy"); exports.handler = async event => new CodeDeploy({})'
    + '.putLifecycleEventHookExecutionStatus({ deploymentId: event.DeploymentId, lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId, status: "Failed" });';
  await scene.cloud.createFunction(name, { code: report });
  return name;
}

/** Version 2 was rolled out from version 1 and rejected; its rollback has ended. */
async function rejected(to = '2', canary?: Canary): Promise<Canary> {
  canary ??= await scene.cloud.createCanary({ versions: 4, config: CANARY });
  const failed = await scene.cloud.ended(await scene.cloud.deploy(canary, '1', to, { before: await refusingHook() }));
  await scene.cloud.ended(failed.rollbackInfo!.rollbackDeploymentId!);
  return canary;
}

const deploy = async (canary: Canary, target: string, recorded: string, change: Parameters<typeof properties>[1] = {}) => request(scene.box, {
  stackId: scene.stacks.forward,
  properties: properties(canary, { TargetVersion: target, ...change }),
  old: properties(canary, { TargetVersion: recorded }),
});

test('the fix is rolled out from the version that serves', async () => {
  const canary = await rejected();
  expect(await deploy(canary, '3', '2')).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1', Outcome: 'nothing stood in the way' } });
});

test('the fix of a rejected fix is rolled out from the version that serves', async () => {
  const canary = await rejected('3', await rejected());
  expect(await deploy(canary, '4', '3')).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1' } });
});

test('the rejected version, deployed again, is a rollout and not "deployed already"', async () => {
  const canary = await rejected();
  expect(await deploy(canary, '2', '2')).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1', Outcome: 'nothing stood in the way' } });
});

test('leftover weights on the rejected version are cleared', async () => {
  const canary = await rejected();
  await scene.cloud.setAlias(canary, '1', { 2: 0.1 });
  expect(await deploy(canary, '2', '2')).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1', Outcome: expect.stringContaining('cleared leftover weights') } });
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('a running rollout to the recorded version is a conflict', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '2');
  await scene.cloud.shifted(id, 10);
  expect(await deploy(canary, '2', '2')).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1', Outcome: expect.stringContaining(`stopped rollout ${id}`) } });
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('an alias moved elsewhere is refused, and the message does not recommend the rejected version', async () => {
  const canary = await rejected();
  await scene.cloud.setAlias(canary, '4');
  const answer = await deploy(canary, '3', '2');
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain('must be on version 1, from which CloudFormation moves it, got: version 4.');
  expect(answer.Reason).toContain('--function-version 1`');
});

test('an alias moved by hand from a version that succeeded is refused', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3 });
  await scene.cloud.ended(await scene.cloud.deploy(canary, '1', '2'));
  await scene.cloud.setAlias(canary, '1');
  expect(await deploy(canary, '3', '2')).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('must be on version 2, from which CloudFormation moves it, got: version 1') });
});

test('an alias where CloudFormation\'s own deployment left it is accepted, whatever our resource records', async () => {
  const canary = await scene.cloud.createCanary({ versions: 4 });
  await scene.cloud.ended(await scene.cloud.deploy(canary, '1', '2'));
  const info = await scene.cloud.codeDeploy.getDeployment({
    deploymentId: (await scene.cloud.codeDeploy.listDeployments({
      applicationName: canary.applicationName, deploymentGroupName: canary.deploymentGroupName,
    })).deployments![0],
  });
  scene.proxy.plan('GetDeployment', { status: 200, type: '', body: { deploymentInfo: { status: info.deploymentInfo!.status, creator: 'CloudFormation' } } });
  // Version 3 was refused before it started, but is recorded.
  expect(await deploy(canary, '4', '3')).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '2' } });
});
