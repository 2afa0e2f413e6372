import { Subject } from './subject';
import { ALL_AT_ONCE, Canary, CANARY } from './support/canary';

let subject: Subject;

beforeAll(async () => {
  subject = await Subject.start({ minute: 200 });
});
afterAll(async () => subject.stop());

// States of the alias in which a deployment fails. There is no rollback, since no traffic has moved (inferred).
test.each<[string, string, string, (canary: Canary) => Promise<unknown>, RegExp, string?]>([
  // Reported in SAM issue #291, with this text.
  ['the alias is on another version', '2', '3', async () => {}, /does not match the current version in AppSpec file/],
  // CDG troubleshooting-deployments-lambda.
  ['the alias is weighted', '1', '3', canary => canary.setAlias('1', { 2: 0.1 }), /./],
  // Reported in terraform-aws-lambda #82.
  ['the target is the current version', '1', '1', async () => {}, /./],
  ['the target version does not exist', '1', '99', async () => {}, /./],
  ['the alias does not exist', '1', '2', canary => subject.lambda.deleteAlias({ FunctionName: canary.functionName, Name: canary.name }), /./,
    'INVALID_LAMBDA_FUNCTION'],
])('a deployment fails when %s', async (_why, from, to, prepare, message, code = 'INVALID_LAMBDA_CONFIGURATION') => {
  const canary = await Canary.create(subject, { config: CANARY, rollback: ['DEPLOYMENT_FAILURE'] });
  await prepare(canary);
  const before = await canary.alias().catch(() => undefined);
  const { status, errorInformation, rollbackInfo } = await canary.ended(await canary.deploy(from, to));
  expect([status, errorInformation!.code]).toEqual(['Failed', code]);
  expect(errorInformation!.message).toMatch(message);
  expect(rollbackInfo?.rollbackDeploymentId).toBeUndefined();
  expect(await canary.alias().catch(() => undefined)).toEqual(before);
});

test('all at once may deploy the current version again (reported in terraform-aws-lambda #82)', async () => {
  const canary = await Canary.create(subject, { config: ALL_AT_ONCE });
  expect((await canary.ended(await canary.deploy('1', '1'))).status).toBe('Succeeded');
  expect(await canary.alias()).toEqual({ version: '1', weights: {} });
});

test('a deployment may go back to an older version (CDG deployments-rollback-and-redeploy: manual rollback)', async () => {
  const canary = await Canary.create(subject);
  await canary.setAlias('3');
  const deploymentId = await canary.shifting('3', '2');
  expect(await canary.alias()).toEqual({ version: '3', weights: { 2: 0.1 } });
  await subject.codeDeploy.stopDeployment({ deploymentId, autoRollbackEnabled: true });
  await canary.rolledBack(deploymentId);
  expect((await canary.ended(await canary.deploy('3', '2'))).status).toBe('Succeeded');
  expect(await canary.alias()).toEqual({ version: '2', weights: {} });
});
