import { type DeploymentView } from '../../../../rehearsal/cloud/codedeploy/deployment';
import { type Canary, TestCloud } from '../../../runtime/support/test-cloud';

// test/conformance/ tests what AWS documents. This file tests the local cloud's feed, its messages, and what it refuses although AWS does not.
jest.setTimeout(60_000);

const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await TestCloud.start({ timeScale: 600 });
});
afterAll(async () => cloud.stop());

const views = (id: string): DeploymentView[] => cloud.cloud.deployments.history.filter(view => view.deploymentId === id);

test('the feed carries every step of a deployment, and the time of the next step', async () => {
  const canary = await cloud.createCanary({ config: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute' });
  const id = await cloud.deploy(canary, '1', '2');
  await cloud.ended(id);
  expect([...new Set(views(id).map(view => view.targetVersionWeight))]).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect([...new Set(views(id).map(view => view.status))]).toEqual(['Created', 'InProgress', 'Succeeded']);
  const waiting = views(id).filter(view => view.nextShiftAt);
  expect(waiting.map(view => view.targetVersionWeight)).toContain(10);
  expect(views(id).at(-1)!.nextShiftAt).toBeUndefined();
});

test('the feed has a rollback as a deployment of its own, from the new version to the old', async () => {
  const canary = await cloud.createCanary({ config: CANARY });
  const id = await cloud.deploy(canary, '1', '2');
  await cloud.shifted(id, 10);
  await cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
  const rollback = await cloud.cloud.deployments.waitFor(view => view.rollbackInfo?.rollbackTriggeringDeploymentId === id);
  expect(rollback).toMatchObject({ creator: 'codeDeployRollback', currentVersion: '2', targetVersion: '1' });
});

// Undocumented: which of the two settings takes precedence on AWS.
test('a stop without rollback causes no rollback, even if the group asks for one', async () => {
  const canary = await cloud.createCanary({ config: CANARY });
  const id = await cloud.deploy(canary, '1', '2');
  await cloud.shifted(id, 10);
  await cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: false });
  expect((await cloud.ended(id)).rollbackInfo).toBeUndefined();
  expect(await cloud.alias(canary)).toEqual({ version: '1', weights: { 2: 0.1 } });
});

// Undocumented (FIDELITY.md).
test('a rollback calls the hooks too, and a hook that fails then does not keep the alias on the new version', async () => {
  const canary = await cloud.createCanary();
  const hook = cloud.name('hook');
  await cloud.createFunction(hook, {
    code: `const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
      exports.handler = async event => new CodeDeploy({}).putLifecycleEventHookExecutionStatus({
        deploymentId: event.DeploymentId, lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId, status: 'Failed',
      });`,
  });
  const id = await cloud.deploy(canary, '1', '2', { after: hook });
  const rollback = await cloud.cloud.deployments.waitFor(view =>
    view.rollbackInfo?.rollbackTriggeringDeploymentId === id && ['Succeeded', 'Failed'].includes(view.status));
  expect(rollback).toMatchObject({ status: 'Failed', targetVersionWeight: 100, errorInformation: { code: 'HOOK_EXECUTION_FAILURE' } });
  expect(await cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('the message names a hook that does not report or does not exist', async () => {
  // An hour lasts a tenth of a second.
  const fast = await TestCloud.start({ timeScale: 36_000 });
  try {
    await fast.createFunction('silent');
    const end = async (before: string) =>
      (await fast.ended(await fast.deploy(await fast.createCanary(), '1', '2', { before }))).errorInformation!.message;
    expect(await end('silent')).toBe('The BeforeAllowTraffic lifecycle event failed. The hook silent did not report within one hour');
    expect(await end('none'))
      .toMatch(/^The BeforeAllowTraffic lifecycle event failed. The hook none could not be invoked: Function not found/);
  } finally {
    await fast.stop();
  }
});

test.each<[string, string, string, (canary: Canary) => Promise<unknown>, RegExp]>([
  ['the alias is weighted', '1', '3', canary => cloud.setAlias(canary, '1', { 2: 0.1 }), /must reference one version, got: 1 and 2/],
  ['the current version is the target', '1', '1', async () => {}, /must differ from the current version in AppSpec file, got: 1$/],
  ['the target does not exist', '1', '9', async () => {}, /^The target version in the AppSpec file was not found/],
  ['the alias does not exist', '1', '2', canary => cloud.lambda.deleteAlias({ FunctionName: canary.functionName, Name: 'live' }), /was not found/],
])('the message says that %s', async (_why, from, to, prepare, message) => {
  const canary = await cloud.createCanary({ versions: 3, config: CANARY });
  await prepare(canary);
  expect((await cloud.ended(await cloud.deploy(canary, from, to))).errorInformation!.message).toMatch(message);
});

describe('features that the rehearsal lacks are refused with a message that says so', () => {
  test.each<[string, string, RegExp, () => Promise<unknown>]>([
    ['an application for servers', 'InvalidComputePlatformException', /only Lambda functions, got: Server/, () =>
      cloud.codeDeploy.createApplication({ applicationName: 'servers', computePlatform: 'Server' })],
    ['a configuration for servers', 'InvalidComputePlatformException', /only Lambda functions, got: Server/, () =>
      cloud.codeDeploy.createDeploymentConfig({ deploymentConfigName: 'servers', computePlatform: 'Server' })],
    ['an operation for servers', 'UnsupportedOperationException', /does not serve CodeDeploy's ListOnPremisesInstances/, () =>
      cloud.codeDeploy.listOnPremisesInstances({})],
  ])('%s', async (_what, name, message, call) => {
    await expect(call()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  test.each<[string, object, RegExp]>([
    ['as YAML', { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0' } }, /only as JSON/],
    ['in S3', { revisionType: 'S3', s3Location: { bucket: 'bucket', key: 'appspec.json', bundleType: 'JSON' } }, /must be of type AppSpecContent or String/],
    ['with another hook', {
      revisionType: 'AppSpecContent',
      appSpecContent: {
        content: JSON.stringify({
          version: 0.0,
          Resources: [{ f: { Type: 'AWS::Lambda::Function', Properties: { Name: 'f', Alias: 'a', CurrentVersion: '1', TargetVersion: '2' } } }],
          Hooks: [{ BeforeInstall: 'f' }],
        }),
      },
    }, /no hook BeforeInstall/],
  ])('an AppSpec %s', async (_how, revision, message) => {
    const { applicationName, deploymentGroupName } = await cloud.createCanary();
    await expect(cloud.codeDeploy.createDeployment({ applicationName, deploymentGroupName, revision: revision as object }))
      .rejects.toMatchObject({ name: 'InvalidRevisionException', message: expect.stringMatching(message) });
  });
});
