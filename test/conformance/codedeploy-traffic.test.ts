import { Subject } from './subject';
import { ALL_AT_ONCE, Canary, CANARY } from './support/canary';
import { createConfig } from './support/deployment-config';

let subject: Subject;

beforeAll(async () => {
  subject = await Subject.start();
});
afterAll(async () => subject.stop());

/** Each distinct weight of the target version, in the target and in the alias, until the deployment has ended. */
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

/** Polling may miss steps, but must see at least one between the first and the last. It must see no unknown step, and no step twice. */
function expectSteps(seen: number[], steps: number[]): void {
  expect(steps.filter(step => seen.includes(step))).toEqual(seen);
  expect(seen.at(-1)).toBe(steps.at(-1));
  expect(seen.length).toBeGreaterThan(2);
}

test('all at once shifts at once (CDG deployment-configurations)', async () => {
  const canary = await Canary.create(subject, { config: ALL_AT_ONCE });
  expect(await follow(canary, await canary.deploy('1', '2'))).toEqual({ target: [0, 100], alias: [0, 100] });
});

test('linear shifts by the same part each time (CDG deployment-configurations)', async () => {
  const config = await createConfig(subject, { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 25, linearInterval: 1 } });
  const canary = await Canary.create(subject, { config });
  const id = await canary.deploy('1', '2');
  const { target, alias } = await follow(canary, id);
  for (const seen of [target, alias]) expectSteps(seen, [0, 25, 50, 75, 100]);
  expect(await canary.minutesOf(id, 'AllowTraffic')).toBeGreaterThan(2.9);
});

test('a canary sends a part for as long as its configuration says, then the rest (CDG deployment-configurations)', async () => {
  const config = await createConfig(subject, { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 20, canaryInterval: 3 } });
  const canary = await Canary.create(subject, { config });
  const id = await canary.deploy('1', '2');
  const { target, alias } = await follow(canary, id);
  for (const seen of [target, alias]) expectSteps(seen, [0, 20, 100]);
  expect(await canary.minutesOf(id, 'AllowTraffic')).toBeGreaterThan(2.9);
  expect(await canary.alias()).toEqual({ version: '2', weights: {} });
});

test('in the middle of the shift the deployment, its target and the alias show its progress (API DeploymentInfo, LambdaFunctionInfo)', async () => {
  const canary = await Canary.create(subject);
  const deploymentId = await canary.shifting();
  expect(await canary.alias()).toEqual({ version: '1', weights: { 2: 0.1 } });
  expect((await canary.target(deploymentId)).lambdaFunctionInfo).toEqual({
    functionName: canary.functionName, functionAlias: canary.name, currentVersion: '1', targetVersion: '2', targetVersionWeight: 10,
  });
  expect(await canary.steps(deploymentId)).toEqual(['BeforeAllowTraffic Succeeded', 'AllowTraffic InProgress', 'AfterAllowTraffic Pending']);
  expect(await canary.deployment(deploymentId)).toMatchObject({ status: 'InProgress' });
  await subject.codeDeploy.stopDeployment({ deploymentId });
  await canary.ended(deploymentId);
});

test('a deployment has its settings and its times (API DeploymentInfo)', async () => {
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
