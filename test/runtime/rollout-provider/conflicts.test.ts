import { AnswerBox } from '../support/answer-box';
import { properties, ProviderScene, request } from '../support/provider';
import { type Canary } from '../support/test-cloud';

jest.setTimeout(60_000);

const CANARY = 'CodeDeployDefault.LambdaCanary10Percent15Minutes'; // fifteen seconds here

const scene = ProviderScene.use();

/** A rollout from version 1 to 2 that has 10 % of the traffic. */
async function running() {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '2');
  await scene.cloud.shifted(id, 10);
  return { canary, id };
}

/** A hook that never reports: its deployment waits. */
async function silentHook(): Promise<string> {
  const name = scene.cloud.name('silent');
  await scene.cloud.createFunction(name);
  return name;
}

const next = (canary: Canary, OnConflict: 'ROLLBACK' | 'CANCEL' | 'FAIL') => ({
  stackId: scene.stacks.forward,
  properties: properties(canary, { TargetVersion: '3', OnConflict }),
  old: properties(canary, { TargetVersion: '1', OnConflict }),
});

test('ROLLBACK stops the rollout and waits until its rollback has ended', async () => {
  const { canary, id } = await running();
  const answer = await request(scene.box, next(canary, 'ROLLBACK'));
  const { deploymentInfo } = await scene.cloud.codeDeploy.getDeployment({ deploymentId: id });
  const rollback = deploymentInfo!.rollbackInfo!.rollbackDeploymentId!;
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: 'canary-rollout-Earlier',
    Data: { CurrentVersion: '1', Outcome: `stopped rollout ${id} of ${canary.functionName}:live from version 1 to 2, rolled back by ${rollback} (Succeeded)` },
  });
  expect((await scene.cloud.codeDeploy.getDeployment({ deploymentId: rollback })).deploymentInfo!.status).toBe('Succeeded');
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  expect(scene.proxy.of('StopDeployment').map(call => call.body)).toEqual([{ deploymentId: id, autoRollbackEnabled: true }]);
});

test('CANCEL stops the rollout without rollback and puts the alias back itself', async () => {
  const { canary, id } = await running();
  const answer = await request(scene.box, next(canary, 'CANCEL'));
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1' } });
  expect(answer.Data.Outcome).toBe(`stopped rollout ${id} of ${canary.functionName}:live from version 1 to 2; put alias live back on version 1, from which rollout ${id} had started`);
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  const { deploymentInfo } = await scene.cloud.codeDeploy.getDeployment({ deploymentId: id });
  expect(deploymentInfo).toMatchObject({ status: 'Stopped' });
  expect(deploymentInfo!.rollbackInfo?.rollbackDeploymentId).toBeUndefined();
  expect(scene.proxy.of('PUT /2015-03-31').map(call => call.body)).toEqual([
    { FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: {} }, RevisionId: expect.any(String) },
  ]);
});

test('CANCEL announces the rollback, which CodeDeploy does not know about', async () => {
  const { canary, id } = await running();
  await request(scene.box, next(canary, 'CANCEL'));
  const [{ body }] = scene.proxy.of('PutEvents');
  expect(body.Entries).toEqual([{ Source: 'cdk-canary-lambda', DetailType: 'Canary Alias Put Back', Detail: expect.any(String) }]);
  expect(JSON.parse(body.Entries[0].Detail))
    .toEqual({ application: canary.applicationName, deploymentGroup: canary.deploymentGroupName, deploymentId: id, state: 'PUT_BACK' });
});

test('CANCEL goes on if that can\'t be announced, and ROLLBACK announces nothing itself', async () => {
  const one = await running();
  scene.proxy.planAlways('PutEvents', { status: 400, type: 'AccessDeniedException' });
  expect(await request(scene.box, next(one.canary, 'CANCEL'))).toMatchObject({
    Status: 'SUCCESS', Data: { Outcome: expect.stringContaining('could not announce that rollback: AccessDeniedException') },
  });
  scene.proxy.forget();
  await request(scene.box, next((await running()).canary, 'ROLLBACK'));
  expect(scene.proxy.of('PutEvents')).toEqual([]);
});

test('CANCEL writes again if the alias was changed meanwhile', async () => {
  const { canary } = await running();
  scene.proxy.plan('PUT /2015-03-31', { status: 412, type: 'PreconditionFailedException' });
  expect(await request(scene.box, next(canary, 'CANCEL'))).toMatchObject({ Status: 'SUCCESS' });
  expect(scene.proxy.of('PUT /2015-03-31')).toHaveLength(2);
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('CANCEL goes another round if a deployment appears while it puts the alias back', async () => {
  const { canary } = await running();
  const other = await running();
  const answer = request(scene.box, next(canary, 'CANCEL'));
  await scene.proxy.waitFor('StopDeployment');
  // The first list of deployments is empty; then the alias has been changed, the second list has one, and the third none.
  scene.proxy.plan('ListDeployments', ...[[], [other.id]].map(deployments => ({ status: 200, type: '', body: { deployments } })));
  scene.proxy.plan('PUT /2015-03-31', { status: 412, type: 'PreconditionFailedException' });
  expect(await answer).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1' } });
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  await scene.cloud.codeDeploy.stopDeployment({ deploymentId: other.id });
});

test('CANCEL says where the alias is and how to repair it, if it may not move it', async () => {
  const { canary, id } = await running();
  scene.proxy.planAlways('PUT /2015-03-31', { status: 403, type: 'AccessDeniedException' });
  const answer = await request(scene.box, next(canary, 'CANCEL'));
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toBe(`alias live of ${canary.functionName} is on version 1 with 10 % on version 2 and could not be put on version 1: `
    + 'AccessDeniedException: AccessDeniedException by the test. '
    + `Put it there with \`aws lambda update-alias --function-name ${canary.functionName} --name live --function-version 1 `
    + '--routing-config AdditionalVersionWeights={}` and deploy again');
  expect((await scene.cloud.ended(id)).status).toBe('Stopped');
});

test('CANCEL after all traffic has shifted goes back to the old version', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3 });
  const id = await scene.cloud.deploy(canary, '1', '2', { after: await silentHook() });
  await scene.cloud.step(id, 'AfterAllowTraffic', 'InProgress');
  expect(await request(scene.box, next(canary, 'CANCEL'))).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1' } });
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('FAIL refuses, names the rollout and what to do, and leaves it alone', async () => {
  const { canary, id } = await running();
  const answer = await request(scene.box, next(canary, 'FAIL'));
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: `rollout ${id} of ${canary.functionName}:live from version 1 to 2 is still running (InProgress); wait until it ends and deploy again, `
      + `or stop it with \`aws deploy stop-deployment --deployment-id ${id} --auto-rollback-enabled\`, or choose \`ConflictPolicy.ROLLBACK\` or \`CANCEL\``,
  });
  expect(scene.proxy.of('StopDeployment')).toHaveLength(0);
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: { 2: 0.1 } });
});

test.each(['ROLLBACK', 'CANCEL'] as const)('%s waits for a rollback that is under way instead of stopping it', async policy => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: CANARY });
  const id = await scene.cloud.deploy(canary, '1', '2', { before: await silentHook() });
  await scene.cloud.step(id, 'BeforeAllowTraffic', 'InProgress');
  await scene.cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
  const { rollbackInfo } = await scene.cloud.ended(id);
  const rollback = rollbackInfo!.rollbackDeploymentId!;
  await scene.cloud.step(rollback, 'BeforeAllowTraffic', 'InProgress'); // waits for the silent hook
  const answer = request(scene.box, next(canary, policy));
  await scene.proxy.waitFor('GetDeploymentTarget');
  await scene.cloud.codeDeploy.stopDeployment({ deploymentId: rollback });
  expect(await answer).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: `waited for rollback ${rollback}: Stopped` } });
  expect(scene.proxy.of('StopDeployment')).toHaveLength(0);
});

test('a rollout that ends before it can be stopped is no error itself, but has moved the alias', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' });
  const id = await scene.cloud.deploy(canary, '1', '2');
  await scene.cloud.shifted(id, 10);
  // The stop does not reach CodeDeploy, so the rollout runs to its end.
  scene.proxy.plan('StopDeployment', { status: 400, type: 'DeploymentAlreadyCompletedException' });
  const answer = await request(scene.box, next(canary, 'ROLLBACK'));
  expect((await scene.cloud.ended(id)).status).toBe('Succeeded');
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toContain('must be on version 1, from which CloudFormation moves it, got: version 2');
});

test('a rollout that has not started is stopped though its versions are unknown', async () => {
  const { canary, id } = await running();
  const notStarted = { status: 400, type: 'DeploymentNotStartedException' };
  scene.proxy.plan('ListDeploymentTargets', ...Array.from({ length: 3 }, () => notStarted));
  const answer = await request(scene.box, next(canary, 'ROLLBACK'));
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1', Outcome: expect.stringMatching(`^stopped rollout ${id}`) } });
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('two copies of a request have the same result', async () => {
  const { canary } = await running();
  const other = await AnswerBox.open();
  const answers = await Promise.all([request(scene.box, next(canary, 'ROLLBACK')), request(other, next(canary, 'ROLLBACK'))]);
  await other.close();
  expect(answers.map(answer => answer.Status)).toEqual(['SUCCESS', 'SUCCESS']);
  expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
});

test('the answer after the deadline names what was waited for', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3 });
  const id = await scene.cloud.deploy(canary, '1', '2', { before: await silentHook() });
  await scene.cloud.step(id, 'BeforeAllowTraffic', 'InProgress');
  scene.proxy.plan('StopDeployment', { status: 400, type: 'DeploymentAlreadyCompletedException' }); // so nothing stops it, and the wait does not end
  const answer = await request(scene.box, { ...next(canary, 'ROLLBACK'), millis: 1_500 });
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: `DeadlineError: time is up: waiting for deployment ${id} to end` });
});
