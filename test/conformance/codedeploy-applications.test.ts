import { Subject } from './subject';

let subject: Subject;
let applicationName: string;

beforeAll(async () => {
  subject = await Subject.start();
  applicationName = subject.name('application');
  const { applicationId } = await subject.codeDeploy.createApplication({ applicationName, computePlatform: 'Lambda' });
  subject.atEnd(() => subject.codeDeploy.deleteApplication({ applicationName }));
  expect(applicationId).toMatch(/^[0-9a-f-]{36}$/);
});
afterAll(async () => subject.stop());

test('an application is for one compute platform (API GetApplication, BatchGetApplications, ListApplications)', async () => {
  const { application } = await subject.codeDeploy.getApplication({ applicationName });
  expect(application).toMatchObject({ applicationName, computePlatform: 'Lambda', linkedToGitHub: false });
  expect(application!.createTime).toBeInstanceOf(Date);
  const { applicationsInfo } = await subject.codeDeploy.batchGetApplications({ applicationNames: [applicationName] });
  expect(applicationsInfo).toEqual([application]);
  expect((await subject.codeDeploy.listApplications({})).applications).toContain(applicationName);
});

test('a deleted application is gone with its groups, and deleting it again is no error (API DeleteApplication)', async () => {
  const gone = subject.name('application');
  await subject.codeDeploy.createApplication({ applicationName: gone, computePlatform: 'Lambda' });
  await subject.codeDeploy.deleteApplication({ applicationName: gone });
  await expect(subject.codeDeploy.getApplication({ applicationName: gone })).rejects.toMatchObject({ name: 'ApplicationDoesNotExistException' });
  await subject.codeDeploy.deleteApplication({ applicationName: gone });
  await subject.codeDeploy.createApplication({ applicationName: gone, computePlatform: 'Lambda' });
  expect((await subject.codeDeploy.listDeploymentGroups({ applicationName: gone })).deploymentGroups).toEqual([]);
  await subject.codeDeploy.deleteApplication({ applicationName: gone });
});

// API: the errors of CreateApplication, GetApplication, BatchGetApplications.
test.each<[string, string, () => Promise<unknown>]>([
  ['a name that is taken', 'ApplicationAlreadyExistsException', () =>
    subject.codeDeploy.createApplication({ applicationName, computePlatform: 'Lambda' })],
  ['no name', 'ApplicationNameRequiredException', () =>
    subject.codeDeploy.createApplication({ applicationName: undefined, computePlatform: 'Lambda' })],
  ['a name of more than 100 characters', 'InvalidApplicationNameException', () =>
    subject.codeDeploy.createApplication({ applicationName: 'a'.repeat(101), computePlatform: 'Lambda' })],
  ['a compute platform that does not exist', 'InvalidComputePlatformException', () =>
    subject.codeDeploy.createApplication({ applicationName: subject.name('application'), computePlatform: 'Mainframe' as 'Lambda' })],
  ['an application that does not exist', 'ApplicationDoesNotExistException', () => subject.codeDeploy.getApplication({ applicationName: 'none' })],
  ['one unknown application among others', 'ApplicationDoesNotExistException', () =>
    subject.codeDeploy.batchGetApplications({ applicationNames: [applicationName, 'none'] })],
  ['more than 100 names', 'BatchLimitExceededException', () => subject.codeDeploy.batchGetApplications({ applicationNames: Array(101).fill(applicationName) })],
  ['groups of an application that does not exist', 'ApplicationDoesNotExistException', () =>
    subject.codeDeploy.listDeploymentGroups({ applicationName: 'none' })],
])('refuses %s: %s', async (_what, name, call) => {
  await expect(call()).rejects.toMatchObject({ name });
});
