import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { Lambda } from '@aws-sdk/client-lambda';
import { rewriteAssembly } from '../../../../rehearsal/assembly/assembly';
import { CdkCli } from '../../../../rehearsal/assembly/cdk-cli';
import { clientOptions } from '../../../../rehearsal/cloud/account';
import { LocalCloud } from '../../../../rehearsal/cloud/local-cloud';
import { zip } from '../../../runtime/support/zip';

jest.setTimeout(120_000);

const APP = join(__dirname, '..', '..', 'fixture', 'app.ts');

let home: string;
let cloud: LocalCloud;
let cdk: CdkCli;
let cloudFormation: CloudFormation;
let lambda: Lambda;
let last = '';

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'canary-rehearsal-test-'));
  cloud = await LocalCloud.start({ timeScale: 150 });
  cdk = new CdkCli({ environment: cloud.environment, home });
  cloudFormation = new CloudFormation(clientOptions(cloud.endpoint));
  lambda = new Lambda(clientOptions(cloud.endpoint));
  await cdk.bootstrap();
});
afterAll(async () => {
  await cloud.stop();
  await rm(home, { recursive: true, force: true });
});

/** `cdk deploy` of the fixture with this context. */
async function deploy(context: Record<string, string>): Promise<void> {
  last = join(home, `assembly-of-${Object.values(context).join('-')}`);
  await cdk.synth(APP, `${last}.out`, context);
  await rewriteAssembly(`${last}.out`, last);
  await cdk.deploy(last);
}

async function stack() {
  const { Stacks } = await cloudFormation.describeStacks({ StackName: 'Fixture' });
  const outputs = Object.fromEntries(Stacks![0].Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue!]));
  return { status: Stacks![0].StackStatus, outputs };
}

async function alias() {
  const { FunctionVersion, Description, RoutingConfig } = await lambda.getAlias({ FunctionName: (await stack()).outputs.FunctionName, Name: 'live' });
  return { version: FunctionVersion, description: Description, weights: RoutingConfig?.AdditionalVersionWeights ?? {} };
}

/** Creator and status of each deployment so far, in order. */
function deployments(): [string, string][] {
  const ends = new Map(cloud.deployments.history.map(view => [view.deploymentId, view]));
  return [...ends.values()].map(({ creator, status }) => [creator, status]);
}

test('the first deploy puts the alias on its version without a deployment', async () => {
  await deploy({ release: '1' });
  expect(await alias()).toMatchObject({ version: '1', weights: {} });
  expect(deployments()).toEqual([]);
  const { outputs } = await stack();
  for (const output of ['Url', 'FunctionUrl']) expect(await (await fetch(cloud.localUrl(outputs[output]))).text()).toBe('release 1');
  const { deploymentGroupInfo } = await new CodeDeploy(clientOptions(cloud.endpoint)).getDeploymentGroup({
    applicationName: 'orders', deploymentGroupName: outputs.GroupName,
  });
  expect(deploymentGroupInfo).toMatchObject({
    deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    alarmConfiguration: { enabled: true, alarms: [{ name: 'orders-errors' }] },
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'] },
  });
});

test('a new version rolls out by a deployment, which CloudFormation awaits', async () => {
  await deploy({ release: '2' });
  expect(deployments()).toEqual([['CloudFormation', 'Succeeded']]);
  expect(await alias()).toMatchObject({ version: '2', weights: {} });
  expect((await stack()).status).toBe('UPDATE_COMPLETE');
});

test('a change of another property of the alias needs no deployment', async () => {
  await deploy({ release: '2', description: 'live orders' });
  expect(deployments()).toHaveLength(1);
  expect(await alias()).toMatchObject({ version: '2', description: 'live orders' });
});

test('a failed deployment fails the update with its message; the rollback of the stack needs no deployment', async () => {
  await expect(deploy({ release: '3', description: 'live orders', verdict: 'Failed' })).rejects.toThrow(/HOOK_EXECUTION_FAILURE/);
  expect(deployments().slice(1)).toEqual([['CloudFormation', 'Failed'], ['codeDeployRollback', 'Failed']]);
  expect(await alias()).toMatchObject({ version: '2', weights: {} });
  expect((await stack()).status).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('if the update fails after the alias has moved, a second deployment moves the alias back', async () => {
  await expect(deploy({ release: '4', description: 'live orders', breakAfterAlias: 'yes' })).rejects.toThrow(/Alias already exists: live/);
  expect(deployments().slice(3)).toEqual([['CloudFormation', 'Succeeded'], ['CloudFormationRollback', 'Succeeded']]);
  expect(await alias()).toMatchObject({ version: '2', weights: {} });
  expect((await stack()).status).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('a deployment that another one blocks fails the update with CloudFormation\'s message', async () => {
  const { outputs } = await stack();
  const codeDeploy = new CodeDeploy(clientOptions(cloud.endpoint));
  await lambda.createFunction({
    FunctionName: 'waits',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::123456789012:role/test',
    Code: { ZipFile: zip('index.js', 'exports.handler = async () => {};') },
  });
  const content = JSON.stringify({
    version: 0.0,
    Resources: [{ f: { Type: 'AWS::Lambda::Function', Properties: { Name: outputs.FunctionName, Alias: 'live', CurrentVersion: '2', TargetVersion: '1' } } }],
    Hooks: [{ BeforeAllowTraffic: 'waits' }],
  });
  const { deploymentId } = await codeDeploy.createDeployment({
    applicationName: 'orders',
    deploymentGroupName: outputs.GroupName,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    autoRollbackConfiguration: { enabled: false },
  });
  // The deployment waits for a report that never comes.
  await expect(deploy({ release: '5', description: 'live orders' })).rejects.toThrow(/A conflicting deployment is in progress/);
  await codeDeploy.stopDeployment({ deploymentId });
  await cloud.deployments.waitFor(view => view.deploymentId === deploymentId && view.status === 'Stopped');
  expect(await alias()).toMatchObject({ version: '2', weights: {} });
});

test('destroy removes everything', async () => {
  await cdk.destroy(last);
  await expect(cloudFormation.describeStacks({ StackName: 'Fixture' })).rejects.toThrow(/does not exist/);
  expect((await new CodeDeploy(clientOptions(cloud.endpoint)).listApplications({})).applications).toEqual([]);
});
