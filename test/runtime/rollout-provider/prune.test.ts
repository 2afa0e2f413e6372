import { selectPrunable } from '../../../src/runtime/rollout-provider/prune';
import { properties, ProviderScene, request } from '../support/provider';
import { type Canary } from '../support/test-cloud';
import { TestStack } from '../support/test-stack';

jest.setTimeout(60_000);

const scene = ProviderScene.use();

/** A deploy of the newest version while version 1 serves. */
const update = async (canary: Canary, targetVersion: string, RetainVersions: string, stackId = scene.stacks.forward) => request(scene.box, {
  stackId, properties: properties(canary, { TargetVersion: targetVersion, RetainVersions }), old: properties(canary, { TargetVersion: '1' }),
});

async function versions({ functionName }: Canary): Promise<string[]> {
  const { Versions } = await scene.cloud.lambda.listVersionsByFunction({ FunctionName: functionName });
  return Versions!.map(version => version.Version!).filter(version => version !== '$LATEST').sort();
}

test('keeps the newest versions and those that the alias serves', async () => {
  const canary = await scene.cloud.createCanary({ versions: 6 });
  expect(await update(canary, '6', '2')).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'deleted old versions 2, 3, 4' } });
  expect(await versions(canary)).toEqual(['1', '5', '6']);
  await scene.cloud.lambda.getFunction({ FunctionName: canary.functionName }); // the function itself is still there
});

test('keeps what any alias serves, by weight too', async () => {
  const canary = await scene.cloud.createCanary({ versions: 6 });
  await scene.cloud.lambda.createAlias({
    FunctionName: canary.functionName, Name: 'partner', FunctionVersion: '3', RoutingConfig: { AdditionalVersionWeights: { 4: 0.2 } },
  });
  // Asserted by the outcome: Lambda itself refuses to delete a version in use, which would hide that we tried.
  expect(await update(canary, '6', '1')).toMatchObject({ Data: { Outcome: 'deleted old versions 2, 5' } });
  expect(await versions(canary)).toEqual(['1', '3', '4', '6']);
});

test('keeps the target even if it is old: a deploy may return to it', async () => {
  const canary = await scene.cloud.createCanary({ versions: 5 });
  await update(canary, '2', '1');
  expect(await versions(canary)).toEqual(['1', '2', '5']);
});

test('keeps what the stack records', async () => {
  const canary = await scene.cloud.createCanary({ versions: 2 });
  await scene.cloud.changeCode(canary.functionName);
  const stack = new TestStack(scene.cloud, scene.cloud.name('versions'));
  await stack.deploy({ Resources: { Recorded: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: canary.functionName } } } });
  for (let more = 0; more < 2; more++) await scene.cloud.publishVersion(canary.functionName);
  await update(canary, '5', '1', stack.id);
  expect(await versions(canary)).toEqual(['1', '3', '5']);
});

test('keeps the target of a running deployment', async () => {
  const canary = await scene.cloud.createCanary({ versions: 4 });
  const silent = scene.cloud.name('silent');
  await scene.cloud.createFunction(silent); // never reports, so that no alias names version 2 yet
  const id = await scene.cloud.deploy(canary, '1', '2', { before: silent });
  await scene.cloud.step(id, 'BeforeAllowTraffic', 'InProgress');
  await update(canary, '1', '1'); // an unchanged target stops nothing
  expect(await versions(canary)).toEqual(['1', '2', '4']);
});

test('keeps what the last deployment shifted: Lambda may still send calls to a version that an alias has just left', async () => {
  const canary = await scene.cloud.createCanary({ versions: 4 });
  await scene.cloud.ended(await scene.cloud.deploy(canary, '1', '2'));
  const answer = await request(scene.box, {
    stackId: scene.stacks.forward, properties: properties(canary, { TargetVersion: '4', RetainVersions: '1' }), old: properties(canary, { TargetVersion: '2' }),
  });
  expect(answer.Data.Outcome).toBe('deleted old versions 3');
  expect(await versions(canary)).toEqual(['1', '2', '4']);
});

test('asks Lambda only once if nothing is old enough', async () => {
  const canary = await scene.cloud.createCanary({ versions: 4 });
  await update(canary, '4', '4');
  expect(scene.proxy.of('/versions')).toHaveLength(1);
  expect(scene.proxy.of('ListStackResources')).toHaveLength(0);
  expect(scene.proxy.calls.filter(call => /\/aliases\?|\/aliases$/.test(call.operation))).toEqual([]);
});

test('keeps everything if the stack can\'t be read, and lets the deploy go on', async () => {
  const canary = await scene.cloud.createCanary({ versions: 4 });
  scene.proxy.plan('ListStackResources', { status: 403, type: 'AccessDenied' });
  const answer = await update(canary, '4', '1');
  expect(answer.Status).toBe('SUCCESS');
  expect(answer.Data.Outcome).toMatch(/^old versions were not deleted: /);
  expect(await versions(canary)).toEqual(['1', '2', '3', '4']);
});

test('goes on with the next version if one can\'t be deleted', async () => {
  const canary = await scene.cloud.createCanary({ versions: 4 });
  scene.proxy.plan('DELETE /2015-03-31', { status: 409, type: 'ResourceConflictException' });
  const answer = await update(canary, '4', '1');
  expect(answer.Status).toBe('SUCCESS');
  expect(answer.Data.Outcome).toMatch(/^old version 2 was not deleted: ResourceConflictException: .*; deleted old versions 3$/);
  expect(await versions(canary)).toEqual(['1', '2', '4']);
});

test.each([
  ['more than there are', ['1', '2'], [], 5, []],
  ['by number, not by letters', ['2', '10', '9'], [], 2, ['2']],
  ['never $LATEST', ['$LATEST', '1', '2'], [], 1, ['1']],
  ['oldest first', ['4', '3', '2', '1'], ['2'], 1, ['1', '3']],
])('selects: %s', (_what, all, needed, retain, expected) => {
  expect(selectPrunable(all, new Set(needed), retain)).toEqual(expected);
});
