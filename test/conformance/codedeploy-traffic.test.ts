import { type TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import { Subject } from './subject';
import { ALL_AT_ONCE, Canary, CANARY } from './support/canary';

let subject: Subject;

beforeAll(async () => {
  subject = await Subject.start({ minute: 500 });
});
afterAll(async () => subject.stop());

/** What target and alias say of the target version's share, each time it is another one, until the deployment has ended. */
async function follow(canary: Canary, id: string): Promise<{ target: number[]; alias: number[] }> {
  const seen = { target: [0], alias: [0] };
  const add = (list: number[], percent: number) => list.at(-1) !== percent && list.push(percent);
  await subject.until('the deployment must end', 20, async () => {
    const { status } = await canary.deployment(id);
    const { version, weights } = await canary.alias();
    add(seen.alias, version === '2' ? 100 : Math.round((weights[2] ?? 0) * 100));
    add(seen.target, (await canary.target(id)).lambdaFunctionInfo!.targetVersionWeight!);
    return status === 'Succeeded';
  });
  return seen;
}

async function createConfig(trafficRoutingConfig: TrafficRoutingConfig): Promise<string> {
  const deploymentConfigName = subject.name('config');
  await subject.codeDeploy.createDeploymentConfig({ deploymentConfigName, computePlatform: 'Lambda', trafficRoutingConfig });
  subject.atEnd(() => subject.codeDeploy.deleteDeploymentConfig({ deploymentConfigName }));
  return deploymentConfigName;
}

test('all at once shifts at once (CDG deployment-configurations)', async () => {
  const canary = await Canary.create(subject, { config: ALL_AT_ONCE });
  expect(await follow(canary, await canary.deploy('1', '2'))).toEqual({ target: [0, 100], alias: [0, 100] });
});

test('linear shifts by the same part each time (CDG deployment-configurations)', async () => {
  const config = await createConfig({ type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 25, linearInterval: 1 } });
  const canary = await Canary.create(subject, { config });
  const steps = [0, 25, 50, 75, 100];
  expect(await follow(canary, await canary.deploy('1', '2'))).toEqual({ target: steps, alias: steps });
});

test('a canary sends a part for as long as its configuration says, then the rest (CDG deployment-configurations; API LambdaFunctionInfo)', async () => {
  const config = await createConfig({ type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 20, canaryInterval: 2 } });
  const canary = await Canary.create(subject, { config });
  const id = await canary.deploy('1', '2');
  await canary.shifted(id, 20);
  const since = Date.now();
  expect(await canary.alias()).toEqual({ version: '1', weights: { 2: 0.2 } });
  expect((await canary.target(id)).lambdaFunctionInfo).toEqual({
    functionName: canary.functionName, functionAlias: canary.name, currentVersion: '1', targetVersion: '2', targetVersionWeight: 20,
  });
  expect(await canary.steps(id)).toEqual(['BeforeAllowTraffic Succeeded', 'AllowTraffic InProgress', 'AfterAllowTraffic Pending']);
  expect(await canary.deployment(id)).toMatchObject({ status: 'InProgress' });
  await canary.shifted(id, 100);
  expect((Date.now() - since) / subject.minute).toBeGreaterThan(1);
  await canary.ended(id);
  expect(await canary.alias()).toEqual({ version: '2', weights: {} });
});

test('a deployment says what it is and when it was (API DeploymentInfo)', async () => {
  const canary = await Canary.create(subject, { config: CANARY });
  const id = await canary.deploy('1', '2', { deploymentConfigName: ALL_AT_ONCE, description: 'the second' });
  const info = await canary.ended(id);
  expect(info).toMatchObject({
    ...canary.group, deploymentId: id, status: 'Succeeded', creator: 'user', computePlatform: 'Lambda', description: 'the second',
  });
  const [created, completed] = [info.createTime!.getTime(), info.completeTime!.getTime()];
  expect(created).toBeLessThanOrEqual(completed);
  expect(await canary.steps(id)).toEqual(['BeforeAllowTraffic Succeeded', 'AllowTraffic Succeeded', 'AfterAllowTraffic Succeeded']);
  expect(info.deploymentConfigName).toBe(ALL_AT_ONCE);
});
