import { createHash } from 'node:crypto';
import { type CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import { Subject } from './subject';
import { ALL_AT_ONCE, Canary } from './support/canary';
import { tenHours } from './support/deployment-config';

let subject: Subject;
let canary: Canary;

beforeAll(async () => {
  subject = await Subject.start({ minute: 200 });
  canary = await Canary.create(subject);
});
afterAll(async () => subject.stop());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const appSpec = (change: (spec: any) => void) => {
  const spec = JSON.parse(canary.appSpec('1', '2'));
  change(spec);
  return JSON.stringify(spec);
};

// API RevisionLocation: String is deprecated, but CloudFormation still uses it (facts §1).
test.each(['AppSpecContent', 'String'] as const)('an AppSpec as %s is deployed, and can be read by its hash (API GetApplicationRevision)', async revisionType => {
  const own = await Canary.create(subject);
  const content = own.appSpec('1', '2');
  const kind = revisionType === 'String' ? 'string' : 'appSpecContent';
  const id = await own.deploy('1', '2', { revision: { revisionType, [kind]: { content } } });
  const { status, revision } = await own.ended(id);
  expect([status, revision?.revisionType, revision?.[kind]?.sha256]).toEqual(['Succeeded', revisionType, sha256(content)]);
  const { applicationName } = own.group;
  const found = await subject.codeDeploy.getApplicationRevision({ applicationName, revision });
  expect(found).toMatchObject({ applicationName, revision: { revisionType, [kind]: { content, sha256: sha256(content) } } });
  expect(found.revisionInfo!.deploymentGroups).toEqual([own.group.deploymentGroupName]);
});

test('names may be in lower case, as in the user guide (CDG reference-appspec-file-structure-resources)', async () => {
  const own = await Canary.create(subject);
  const properties = { name: own.functionName, alias: own.name, currentversion: '1', targetversion: '2' };
  const content = JSON.stringify({ version: 0.0, resources: [{ target: { type: 'AWS::Lambda::Function', properties } }], hooks: [] });
  await own.ended(await own.deploy('1', '2', { revision: { revisionType: 'AppSpecContent', appSpecContent: { content } } }));
  expect(await own.alias()).toEqual({ version: '2', weights: {} });
});

// CDG reference-appspec-file-structure-resources: all properties required, versions are positive integers.
test.each<[string, () => string]>([
  ['nothing', () => '{}'],
  ['another version of its format', () => appSpec(spec => (spec.version = 1.0))],
  ['no resource', () => appSpec(spec => (spec.Resources = []))],
  ['a resource that is not a function', () => appSpec(spec => (spec.Resources[0].target.Type = 'AWS::S3::Bucket'))],
  ...['Name', 'Alias', 'CurrentVersion', 'TargetVersion'].map((name): [string, () => string] =>
    [`no ${name}`, () => appSpec(spec => delete spec.Resources[0].target.Properties[name])]),
  ...['$LATEST', '0', '-1', '1.5', 'live'].map((version): [string, () => string] =>
    [`the target version ${version}`, () => canary.appSpec('1', version)]),
  ['the current version $LATEST', () => canary.appSpec('$LATEST', '2')],
])('an AppSpec with %s is refused: InvalidRevisionException', async (_what, content) => {
  await expect(canary.deploy('1', '2', { revision: { revisionType: 'AppSpecContent', appSpecContent: { content: content() } } }))
    .rejects.toMatchObject({ name: 'InvalidRevisionException' });
});

// API: the errors of CreateDeployment.
test.each<[string, string, Partial<CreateDeploymentCommandInput>]>([
  ['no revision', 'RevisionRequiredException', { revision: undefined }],
  ['a revision without content', 'InvalidRevisionException', { revision: { revisionType: 'AppSpecContent' } }],
  ['an unknown type of revision', 'InvalidRevisionException', { revision: { revisionType: 'Paper' as 'String' } }],
  ['an application that does not exist', 'ApplicationDoesNotExistException', { applicationName: 'none' }],
  ['a group that does not exist', 'DeploymentGroupDoesNotExistException', { deploymentGroupName: 'none' }],
  ['no group', 'DeploymentGroupNameRequiredException', { deploymentGroupName: undefined }],
  ['a configuration that does not exist', 'DeploymentConfigDoesNotExistException', { deploymentConfigName: 'none' }],
  ['11 alarms of its own', 'AlarmsLimitExceededException', {
    overrideAlarmConfiguration: { enabled: true, alarms: Array.from({ length: 11 }, (_, i) => ({ name: `alarm-${i}` })) },
  }],
  ['enabled alarms, but no alarm', 'InvalidAlarmConfigException', { overrideAlarmConfiguration: { enabled: true } }],
  ['enabled rollback, but no event', 'InvalidAutoRollbackConfigException', { autoRollbackConfiguration: { enabled: true } }],
])('refuses %s: %s', async (_what, name, change) => {
  await expect(canary.deploy('1', '2', change)).rejects.toMatchObject({ name });
});

test('an AppSpec that was never deployed has no revision (API RevisionDoesNotExistException, RevisionRequiredException)', async () => {
  const { applicationName } = canary.group;
  const get = (revision?: CreateDeploymentCommandInput['revision']) => subject.codeDeploy.getApplicationRevision({ applicationName, revision });
  await expect(get({ revisionType: 'AppSpecContent', appSpecContent: { sha256: sha256('never') } })).rejects.toMatchObject({ name: 'RevisionDoesNotExistException' });
  await expect(get()).rejects.toMatchObject({ name: 'RevisionRequiredException' });
});

test('a revision belongs to the application that deployed it (API GetApplicationRevision)', async () => {
  const [own, other] = [await Canary.create(subject), await Canary.create(subject)];
  const { revision } = await own.ended(await own.deploy('1', '2'));
  await expect(subject.codeDeploy.getApplicationRevision({ applicationName: other.group.applicationName, revision }))
    .rejects.toMatchObject({ name: 'RevisionDoesNotExistException' });
});

test('a group deploys one at a time (CDG limits; API DeploymentLimitExceededException)', async () => {
  const own = await Canary.create(subject);
  const id = await own.shifting();
  await expect(own.deploy('1', '3')).rejects.toMatchObject({ name: 'DeploymentLimitExceededException', message: expect.stringContaining(id) });
  await subject.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
  await own.rolledBack(id);
  expect((await own.ended(await own.deploy('1', '3'))).status).toBe('Succeeded');
});

test('a deployment may have its own configuration and rollback settings (API CreateDeployment)', async () => {
  const own = await Canary.create(subject, { config: ALL_AT_ONCE });
  const deploymentConfigName = await tenHours(subject);
  const id = await own.deploy('1', '2', { deploymentConfigName, autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] } });
  await own.shifted(id, 10);
  await subject.codeDeploy.stopDeployment({ deploymentId: id });
  expect(await own.rolledBack(id)).toMatchObject({ status: 'Succeeded', creator: 'codeDeployRollback' });
  expect(await own.alias()).toEqual({ version: '1', weights: {} });
});
