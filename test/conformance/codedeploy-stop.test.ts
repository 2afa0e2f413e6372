import { Subject } from './subject';
import { Canary } from './support/canary';
import { createConfig } from './support/deployment-config';

let subject: Subject;

beforeAll(async () => {
  subject = await Subject.start();
});
afterAll(async () => subject.stop());

/** A deployment in the middle of its shift. */
async function shifting(): Promise<{ canary: Canary; deploymentId: string }> {
  const canary = await Canary.create(subject);
  return { canary, deploymentId: await canary.shifting() };
}

// CDG troubleshooting-deployments-lambda: after a stop in the middle "subsequent attempts to deploy the Lambda function fail".
test('a stop without rollback leaves the alias on two versions, and deployments fail until its weights are cleared', async () => {
  const { canary, deploymentId } = await shifting();
  const { status } = await subject.codeDeploy.stopDeployment({ deploymentId, autoRollbackEnabled: false });
  expect(['Pending', 'Succeeded']).toContain(status);
  const stopped = await canary.ended(deploymentId);
  expect(stopped).toMatchObject({ status: 'Stopped', errorInformation: { code: 'MANUAL_STOP' } });
  expect(stopped.rollbackInfo?.rollbackDeploymentId).toBeUndefined();
  expect(await canary.alias()).toEqual({ version: '1', weights: { 2: 0.1 } });
  expect((await canary.ended(await canary.deploy('1', '2'))).status).toBe('Failed');
  expect(await canary.alias()).toEqual({ version: '1', weights: { 2: 0.1 } });
  await canary.setAlias('1');
  expect((await canary.ended(await canary.deploy('1', '2'))).status).toBe('Succeeded');
});

// CDG deployments-rollback-and-redeploy: a rollback is a new deployment with an id of its own. API RollbackInfo, DeploymentCreator.
test('a stop with rollback starts a deployment that puts the alias back; each of the two names the other', async () => {
  const { canary, deploymentId } = await shifting();
  await subject.codeDeploy.stopDeployment({ deploymentId, autoRollbackEnabled: true });
  const stopped = await canary.ended(deploymentId);
  expect(stopped).toMatchObject({ status: 'Stopped', creator: 'user', errorInformation: { code: 'MANUAL_STOP' } });
  const rollback = await canary.rolledBack(deploymentId);
  expect(rollback.deploymentId).not.toBe(deploymentId);
  expect(rollback).toMatchObject({ ...canary.group, status: 'Succeeded', creator: 'codeDeployRollback' });
  expect((await canary.deployment(deploymentId)).rollbackInfo!.rollbackDeploymentId).toBe(rollback.deploymentId);
  expect(rollback.rollbackInfo!.rollbackTriggeringDeploymentId).toBe(deploymentId);
  expect((await canary.target(rollback.deploymentId!)).lambdaFunctionInfo).toMatchObject({ functionName: canary.functionName, targetVersion: '1' });
  expect(await canary.alias()).toEqual({ version: '1', weights: {} });
  // The next deployment can start.
  expect((await canary.ended(await canary.deploy('1', '2'))).status).toBe('Succeeded');
});

test('a deployment that has ended can neither be stopped nor continued (API DeploymentAlreadyCompletedException)', async () => {
  const canary = await Canary.create(subject);
  const deploymentId = await canary.deploy('1', '2');
  await canary.ended(deploymentId);
  await expect(subject.codeDeploy.stopDeployment({ deploymentId })).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' });
  await expect(subject.codeDeploy.continueDeployment({ deploymentId })).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' });
});

// API ContinueDeployment names only READY_WAIT and TERMINATION_WAIT; that a Lambda deployment has neither is inferred (facts §2).
test('ContinueDeployment is refused for a running deployment, which continues', async () => {
  // The shift takes a hundred minutes; one more minute shows that it continues.
  const config = await createConfig(subject, { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 1, linearInterval: 1 } });
  const canary = await Canary.create(subject, { config });
  const deploymentId = await canary.deploy('1', '2');
  const percent = async () => (await canary.target(deploymentId)).lambdaFunctionInfo!.targetVersionWeight!;
  const before = await subject.until('the shift must begin', 5, async () => await percent() || undefined);
  await expect(subject.codeDeploy.continueDeployment({ deploymentId })).rejects.toMatchObject({
    name: expect.stringMatching(/^(UnsupportedActionForDeploymentType|DeploymentIsNotInReadyState|InvalidDeploymentStatus)Exception$/),
  });
  expect((await canary.deployment(deploymentId)).status).toBe('InProgress');
  const after = await subject.until('the deployment must continue', 5, async () => {
    const now = await percent();
    return now > before && now;
  });
  expect(after).toBeLessThan(100);
  await subject.codeDeploy.stopDeployment({ deploymentId });
  expect((await canary.ended(deploymentId)).status).toBe('Stopped');
});

// API: the errors of StopDeployment, ContinueDeployment, GetDeployment.
test.each<['stopDeployment' | 'continueDeployment' | 'getDeployment']>([['stopDeployment'], ['continueDeployment'], ['getDeployment']])(
  '%s refuses an id that is missing, malformed or unknown', async operation => {
    const call = (deploymentId?: string) => subject.codeDeploy[operation]({ deploymentId: deploymentId! });
    await expect(call()).rejects.toMatchObject({ name: 'DeploymentIdRequiredException' });
    await expect(call('nonsense')).rejects.toMatchObject({ name: 'InvalidDeploymentIdException' });
    await expect(call('d-AAAAAAAAA')).rejects.toMatchObject({ name: 'DeploymentDoesNotExistException' });
  });
