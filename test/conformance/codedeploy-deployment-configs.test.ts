import { type TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import { Subject } from './subject';
import { Canary, CANARY } from './support/canary';
import { createConfig } from './support/deployment-config';

let subject: Subject;

beforeAll(async () => {
  subject = await Subject.start();
});
afterAll(async () => subject.stop());

const canary = (canaryPercentage: number, canaryInterval: number): TrafficRoutingConfig =>
  ({ type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage, canaryInterval } });
const linear = (linearPercentage: number, linearInterval: number): TrafficRoutingConfig =>
  ({ type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage, linearInterval } });

const create = (trafficRoutingConfig?: TrafficRoutingConfig, name?: string) => createConfig(subject, trafficRoutingConfig, name);
const get = async (deploymentConfigName: string) =>
  (await subject.codeDeploy.getDeploymentConfig({ deploymentConfigName })).deploymentConfigInfo!;

// CDG deployment-configurations: the predefined configurations.
test.each<[string, TrafficRoutingConfig]>([
  ['LambdaAllAtOnce', { type: 'AllAtOnce' }],
  ...[5, 10, 15, 30].map((minutes): [string, TrafficRoutingConfig] => [`LambdaCanary10Percent${minutes}Minutes`, canary(10, minutes)]),
  ['LambdaLinear10PercentEvery1Minute', linear(10, 1)],
  ...[2, 3, 10].map((minutes): [string, TrafficRoutingConfig] => [`LambdaLinear10PercentEvery${minutes}Minutes`, linear(10, minutes)]),
])('CodeDeployDefault.%s is predefined', async (name, trafficRoutingConfig) => {
  expect(await get(`CodeDeployDefault.${name}`)).toMatchObject({ computePlatform: 'Lambda', trafficRoutingConfig });
});

// CDG limits: 99 % at most, 2,880 minutes from the first shift to the last; the lower limits are inferred.
test.each<[string, TrafficRoutingConfig | undefined]>([
  ['no percent', canary(0, 5)],
  ['all traffic', canary(100, 5)],
  ['no minutes', canary(10, 0)],
  ['a canary of more than 2,880 minutes', canary(10, 2881)],
  ['no percent at a time', linear(0, 1)],
  ['all traffic at a time', linear(100, 1)],
  ['no minutes between two steps', linear(10, 0)],
  ['steps of more than 2,880 minutes in total', linear(1, 30)],
  ['a type that does not exist', { type: 'Random' as 'AllAtOnce' }],
  ['a type without its numbers', { type: 'TimeBasedCanary' }],
])('refuses %s', async (_what, trafficRoutingConfig) => {
  await expect(create(trafficRoutingConfig)).rejects.toMatchObject({ name: 'InvalidTrafficRoutingConfigurationException' });
});

test.each<[string, TrafficRoutingConfig]>([
  ['1 %', canary(1, 1)], ['99 %', canary(99, 1)], ['two days', canary(50, 2880)], ['two days of steps', linear(10, 320)],
])('takes %s (CDG limits)', async (_what, trafficRoutingConfig) => {
  expect(await get(await create(trafficRoutingConfig))).toMatchObject({ computePlatform: 'Lambda', trafficRoutingConfig });
});

// CDG limits: 100 letters, digits or +=,.@_-; "CodeDeployDefault." is reserved.
test.each([
  ['CodeDeployDefault.Mine'], ['a'.repeat(101)], ['white space'], ['sla/sh'],
])('refuses the name %s', async name => {
  await expect(create(canary(10, 5), name)).rejects.toMatchObject({ name: 'InvalidDeploymentConfigNameException' });
});

test('takes every character that a name may have (CDG limits)', async () => {
  const name = subject.name('Aa0+=,.@_-');
  await create(canary(10, 5), name);
  expect((await subject.codeDeploy.listDeploymentConfigs({})).deploymentConfigsList).toEqual(expect.arrayContaining([name, CANARY]));
});

test('a configuration that a group uses can\'t be deleted until the group has another one (API DeleteDeploymentConfig)', async () => {
  const deploymentConfigName = await create(canary(10, 5));
  const { group } = await Canary.create(subject, { config: deploymentConfigName });
  await expect(subject.codeDeploy.deleteDeploymentConfig({ deploymentConfigName })).rejects.toMatchObject({ name: 'DeploymentConfigInUseException' });
  await subject.codeDeploy.updateDeploymentGroup({
    applicationName: group.applicationName, currentDeploymentGroupName: group.deploymentGroupName, deploymentConfigName: CANARY,
  });
  await subject.codeDeploy.deleteDeploymentConfig({ deploymentConfigName });
  await expect(get(deploymentConfigName)).rejects.toMatchObject({ name: 'DeploymentConfigDoesNotExistException' });
});

// API: the errors of CreateDeploymentConfig, GetDeploymentConfig, DeleteDeploymentConfig.
test.each<[string, string, () => Promise<unknown>]>([
  ['one that does not exist', 'DeploymentConfigDoesNotExistException', () => get('none')],
  ['a name that is taken', 'DeploymentConfigAlreadyExistsException', async () => create(canary(10, 5), await create(canary(10, 5)))],
  ['no name', 'DeploymentConfigNameRequiredException', () =>
    subject.codeDeploy.createDeploymentConfig({ deploymentConfigName: undefined, computePlatform: 'Lambda', trafficRoutingConfig: canary(10, 5) })],
  ['a compute platform that does not exist', 'InvalidComputePlatformException', () =>
    subject.codeDeploy.createDeploymentConfig({ deploymentConfigName: subject.name('config'), computePlatform: 'Mainframe' as 'Lambda' })],
  ['to delete a predefined one', 'InvalidOperationException', () => subject.codeDeploy.deleteDeploymentConfig({ deploymentConfigName: CANARY })],
])('refuses %s: %s', async (_what, name, call) => {
  await expect(call()).rejects.toMatchObject({ name });
});
