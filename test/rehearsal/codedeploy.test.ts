import { type DeploymentView } from '../../rehearsal/plane/codedeploy/deployment';
import { type Canary, TestCloud } from '../runtime/support/test-cloud';

jest.setTimeout(60_000);

const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';

let cloud: TestCloud;
/** Reports what its environment says, `Never` reports nothing. */
const createHook = async (verdict: 'Succeeded' | 'Failed' | 'Never') => {
  const name = cloud.name('hook');
  await cloud.createFunction(name, {
    environment: { VERDICT: verdict },
    code: `const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
      exports.handler = async event => {
        console.log(JSON.stringify({ message: 'hook called', keys: Object.keys(event).sort(), ...event }));
        if (process.env.VERDICT === 'Never') return;
        await new CodeDeploy({}).putLifecycleEventHookExecutionStatus({
          deploymentId: event.DeploymentId, lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId, status: process.env.VERDICT,
        });
      };`,
  });
  return name;
};
const statuses = (view: DeploymentView) => view.lifecycleEvents.map(event => event.status);
const rollbackOf = async (id: string) => cloud.cloud.deployments.waitFor(view =>
  view.rollbackInfo?.rollbackTriggeringDeploymentId === id && ['Succeeded', 'Failed'].includes(view.status));
const target = async (id: string) => {
  const { targetIds } = await cloud.codeDeploy.listDeploymentTargets({ deploymentId: id });
  return (await cloud.codeDeploy.getDeploymentTarget({ deploymentId: id, targetId: targetIds![0] })).deploymentTarget!.lambdaTarget!;
};

beforeAll(async () => {
  cloud = await TestCloud.start({ timeScale: 600 });
});
afterAll(async () => cloud.stop());

describe('a deployment that succeeds', () => {
  test('calls the hooks with two ids only, shifts by real alias updates and ends on the target version', async () => {
    const canary = await cloud.createCanary({ config: CANARY });
    const [before, after] = [await createHook('Succeeded'), await createHook('Succeeded')];
    const id = await cloud.deploy(canary, '1', '2', { before, after });
    await cloud.shifted(id, 10);
    expect(await cloud.alias(canary)).toEqual({ version: '1', weights: { 2: 0.1 } });
    expect((await target(id)).lambdaFunctionInfo).toEqual({
      functionName: canary.functionName, functionAlias: 'live', currentVersion: '1', targetVersion: '2', targetVersionWeight: 10,
    });
    const end = await cloud.ended(id);
    expect(end.status).toBe('Succeeded');
    expect(await cloud.alias(canary)).toEqual({ version: '2', weights: {} });
    expect((await target(id)).lifecycleEvents!.map(event => [event.lifecycleEventName, event.status])).toEqual([
      ['BeforeAllowTraffic', 'Succeeded'], ['AllowTraffic', 'Succeeded'], ['AfterAllowTraffic', 'Succeeded'],
    ]);
    expect((await cloud.logged(id, 'hook called')).keys).toEqual(['DeploymentId', 'LifecycleEventHookExecutionId']);
    const { deploymentInfo } = await cloud.codeDeploy.getDeployment({ deploymentId: id });
    expect(deploymentInfo).toMatchObject({ status: 'Succeeded', creator: 'user', computePlatform: 'Lambda', deploymentConfigName: CANARY });
    expect(deploymentInfo!.createTime!.getTime()).toBeLessThanOrEqual(deploymentInfo!.completeTime!.getTime());
  });

  test.each([
    ['CodeDeployDefault.LambdaAllAtOnce', [100]],
    ['CodeDeployDefault.LambdaLinear10PercentEvery1Minute', [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]],
  ])('%s moves through these weights: %p', async (config, weights) => {
    const canary = await cloud.createCanary({ config });
    const id = await cloud.deploy(canary, '1', '2');
    await cloud.ended(id);
    const seen = cloud.cloud.deployments.history.filter(view => view.deploymentId === id).map(view => view.targetVersionWeight);
    expect([...new Set(seen)]).toEqual([0, ...weights]);
  });

  test('is found by its group and status, and its revision by its hash', async () => {
    const canary = await cloud.createCanary();
    const id = await cloud.deploy(canary, '1', '2');
    await cloud.ended(id);
    const { applicationName, deploymentGroupName } = canary;
    const list = async (status: 'Succeeded' | 'Failed') =>
      (await cloud.codeDeploy.listDeployments({ applicationName, deploymentGroupName, includeOnlyStatuses: [status] })).deployments;
    expect(await list('Succeeded')).toEqual([id]);
    expect(await list('Failed')).toEqual([]);
    const { deploymentsInfo } = await cloud.codeDeploy.batchGetDeployments({ deploymentIds: [id] });
    const { revision } = await cloud.codeDeploy.getApplicationRevision({ applicationName, revision: deploymentsInfo![0].revision! });
    expect(JSON.parse(revision!.appSpecContent!.content!).Resources[0].target.Properties.TargetVersion).toBe('2');
  });
});

describe('a deployment that fails', () => {
  test('by its hook: nothing has moved, and a rollback deployment follows that names it', async () => {
    const canary = await cloud.createCanary({ config: CANARY });
    const id = await cloud.deploy(canary, '1', '2', { before: await createHook('Failed') });
    const end = await cloud.ended(id);
    expect(end).toMatchObject({ status: 'Failed', targetVersionWeight: 0, errorInformation: { code: 'HOOK_EXECUTION_FAILURE' } });
    expect(statuses(end)).toEqual(['Failed', 'Skipped', 'Skipped']);
    const rollback = await rollbackOf(id);
    expect(rollback).toMatchObject({ creator: 'codeDeployRollback', currentVersion: '2', targetVersion: '1' });
    expect(end.rollbackInfo).toEqual({ rollbackDeploymentId: rollback.deploymentId });
    expect(await cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  });

  test('by the hook after all traffic: the alias is flipped back', async () => {
    const canary = await cloud.createCanary();
    const id = await cloud.deploy(canary, '1', '2', { after: await createHook('Failed') });
    expect(await cloud.ended(id)).toMatchObject({ status: 'Failed', targetVersionWeight: 100 });
    await rollbackOf(id);
    expect(await cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  });

  test('by a hook that does not report within an hour; the late report is refused', async () => {
    const canary = await cloud.createCanary();
    const hook = await createHook('Never');
    const id = await cloud.deploy(canary, '1', '2', { before: hook });
    const called = await cloud.logged(id, 'hook called');
    expect((await cloud.ended(id)).errorInformation!.message).toBe(
      `The BeforeAllowTraffic lifecycle event failed. The hook ${hook} did not report within one hour`);
    await expect(cloud.codeDeploy.putLifecycleEventHookExecutionStatus({
      deploymentId: id, lifecycleEventHookExecutionId: called.LifecycleEventHookExecutionId, status: 'Succeeded',
    })).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
  });

  test('by a hook that does not exist', async () => {
    const canary = await cloud.createCanary();
    const id = await cloud.deploy(canary, '1', '2', { before: 'no-such-function' });
    expect((await cloud.ended(id)).errorInformation!.message)
      .toMatch(/^The BeforeAllowTraffic lifecycle event failed. The hook no-such-function could not be invoked: Function not found/);
  });

  test.each<[string, string, string, (canary: Canary) => Promise<unknown>, string, RegExp]>([
    ['the alias is elsewhere', '2', '3', async () => {}, 'INVALID_LAMBDA_CONFIGURATION',
      /^The Lambda function alias version does not match the current version in AppSpec file\.$/],
    ['the alias is weighted', '1', '3', canary => cloud.setAlias(canary, '1', { 2: 0.1 }), 'INVALID_LAMBDA_CONFIGURATION', /must reference one version, got: 1 and 2/],
    ['current is target', '1', '1', async () => {}, 'INVALID_LAMBDA_CONFIGURATION', /must differ from the current version in AppSpec file, got: 1$/],
    ['the target does not exist', '1', '9', async () => {}, 'INVALID_LAMBDA_CONFIGURATION', /^The target version in the AppSpec file was not found/],
    ['there is no alias', '1', '2', canary => cloud.lambda.deleteAlias({ FunctionName: canary.functionName, Name: 'live' }), 'INVALID_LAMBDA_FUNCTION', /was not found/],
  ])('because %s: without a rollback, since nothing has moved', async (_why, from, to, prepare, code, message) => {
    const canary = await cloud.createCanary({ versions: 3, config: CANARY });
    await prepare(canary);
    const end = await cloud.ended(await cloud.deploy(canary, from, to));
    expect(end).toMatchObject({ status: 'Failed', errorInformation: { code } });
    expect(end.errorInformation!.message).toMatch(message);
    expect(end.rollbackInfo).toBeUndefined();
  });

  test('all at once may deploy the current version again', async () => {
    const canary = await cloud.createCanary();
    expect((await cloud.ended(await cloud.deploy(canary, '1', '1'))).status).toBe('Succeeded');
  });
});

describe('a deployment that is stopped', () => {
  test('without rollback leaves the weights, and every later deployment fails', async () => {
    const canary = await cloud.createCanary({ config: CANARY });
    const id = await cloud.deploy(canary, '1', '2');
    await cloud.shifted(id, 10);
    expect((await cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: false })).status).toBe('Pending');
    const end = await cloud.ended(id);
    expect(end).toMatchObject({ status: 'Stopped', errorInformation: { code: 'MANUAL_STOP' } });
    expect(end.rollbackInfo).toBeUndefined();
    expect(await cloud.alias(canary)).toEqual({ version: '1', weights: { 2: 0.1 } });
    expect((await cloud.ended(await cloud.deploy(canary, '1', '2'))).status).toBe('Failed');
  });

  test('with rollback flips back at once; a second stop is refused', async () => {
    const canary = await cloud.createCanary({ config: CANARY });
    const id = await cloud.deploy(canary, '1', '2');
    await cloud.shifted(id, 10);
    await cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
    expect((await rollbackOf(id)).status).toBe('Succeeded');
    expect(await cloud.alias(canary)).toEqual({ version: '1', weights: {} });
    await expect(cloud.codeDeploy.stopDeployment({ deploymentId: id })).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' });
  });

  test('by an alarm that fires during the shift', async () => {
    const alarm = await cloud.createAlarm();
    const canary = await cloud.createCanary({ config: 'CodeDeployDefault.LambdaCanary10Percent30Minutes', alarms: [alarm] });
    const id = await cloud.deploy(canary, '1', '2');
    await cloud.shifted(id, 10);
    await cloud.setAlarm(alarm, 'ALARM');
    const end = await cloud.ended(id);
    expect(end).toMatchObject({ status: 'Stopped', targetVersionWeight: 10, errorInformation: { code: 'ALARM_ACTIVE' } });
    expect(end.errorInformation!.message).toContain(`Activated alarms: <${alarm}>`);
    expect((await rollbackOf(id)).status).toBe('Succeeded');
    expect(await cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  });

  test('by an alarm that was there before, unless the deployment ignores it', async () => {
    const alarm = await cloud.createAlarm();
    await cloud.setAlarm(alarm, 'ALARM');
    const canary = await cloud.createCanary({ alarms: [alarm] });
    const id = await cloud.deploy(canary, '1', '2');
    expect(await cloud.ended(id)).toMatchObject({ status: 'Stopped', targetVersionWeight: 0 });
    await rollbackOf(id);
    expect((await cloud.ended(await cloud.deploy(canary, '1', '2', { blind: true }))).status).toBe('Succeeded');
  });
});

describe('refusals', () => {
  const never = async () => {
    const canary = await cloud.createCanary();
    const id = await cloud.deploy(canary, '1', '2', { before: await createHook('Never') });
    await cloud.step(id, 'BeforeAllowTraffic', 'InProgress');
    return { canary, id };
  };

  test('a group deploys once at a time', async () => {
    const { canary, id } = await never();
    await expect(cloud.deploy(canary, '1', '2')).rejects.toMatchObject({
      name: 'DeploymentLimitExceededException',
      message: `The Deployment Group '${canary.deploymentGroupName}' already has an active Deployment '${id}'`,
    });
    await cloud.codeDeploy.stopDeployment({ deploymentId: id });
  });

  test('ContinueDeployment is not for Lambda', async () => {
    const { id } = await never();
    await expect(cloud.codeDeploy.continueDeployment({ deploymentId: id })).rejects.toMatchObject({ name: 'UnsupportedActionForDeploymentTypeException' });
    await cloud.codeDeploy.stopDeployment({ deploymentId: id });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['DeploymentDoesNotExistException', () => cloud.codeDeploy.getDeployment({ deploymentId: 'd-AAAAAAAAA' })],
    ['InvalidDeploymentIdException', () => cloud.codeDeploy.getDeployment({ deploymentId: 'nonsense' })],
    ['ApplicationDoesNotExistException', () => cloud.codeDeploy.getApplication({ applicationName: 'none' })],
    ['DeploymentConfigDoesNotExistException', () => cloud.codeDeploy.getDeploymentConfig({ deploymentConfigName: 'none' })],
    ['InvalidDeploymentConfigNameException', () => cloud.codeDeploy.createDeploymentConfig({ deploymentConfigName: 'CodeDeployDefault.Mine', computePlatform: 'Lambda' })],
    ['InvalidTrafficRoutingConfigurationException', () => cloud.codeDeploy.createDeploymentConfig({
      deploymentConfigName: 'slow',
      computePlatform: 'Lambda',
      trafficRoutingConfig: { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 1, linearInterval: 30 } },
    })],
    ['InvalidOperationException', () => cloud.codeDeploy.deleteDeploymentConfig({ deploymentConfigName: CANARY })],
    ['InvalidComputePlatformException', () => cloud.codeDeploy.createApplication({ applicationName: 'servers', computePlatform: 'Server' })],
    ['UnsupportedOperationException', () => cloud.codeDeploy.listOnPremisesInstances({})],
  ])('%s', async (name, call) => {
    await expect(call()).rejects.toMatchObject({ name });
  });

  test.each<[string, string]>([
    ['InvalidLifecycleEventHookExecutionStatusException', 'Skipped'],
    ['InvalidLifecycleEventHookExecutionIdException', 'Succeeded'],
  ])('%s for the report %s of an unknown execution', async (name, status) => {
    const { id } = await never();
    await expect(cloud.codeDeploy.putLifecycleEventHookExecutionStatus({
      deploymentId: id, lifecycleEventHookExecutionId: 'unknown', status: status as 'Succeeded',
    })).rejects.toMatchObject({ name });
    await cloud.codeDeploy.stopDeployment({ deploymentId: id });
  });

  test.each<[string, string]>([
    ['{}', 'exactly one resource'],
    ['version: 0.0', 'JSON only'],
    [JSON.stringify({ Resources: [{ f: { Type: 'AWS::Lambda::Function', Properties: { Name: 'f', Alias: 'a', CurrentVersion: '1', TargetVersion: '$LATEST' } } }] }),
      'TargetVersion must be a positive integer, got: \\$LATEST'],
  ])('the AppSpec %s', async (content, message) => {
    const { applicationName, deploymentGroupName } = await cloud.createCanary();
    await expect(cloud.codeDeploy.createDeployment({
      applicationName, deploymentGroupName, revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    })).rejects.toMatchObject({ name: 'InvalidRevisionException', message: expect.stringMatching(message) });
  });
});
