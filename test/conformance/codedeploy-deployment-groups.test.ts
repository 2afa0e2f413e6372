import { type CreateDeploymentGroupCommandInput, type UpdateDeploymentGroupCommandInput } from '@aws-sdk/client-codedeploy';
import { Subject } from './subject';
import { Canary, CANARY } from './support/canary';

let subject: Subject;
let applicationName: string;

beforeAll(async () => {
  subject = await Subject.start();
  ({ group: { applicationName } } = await Canary.create(subject));
});
afterAll(async () => subject.stop());

async function create(change: Partial<CreateDeploymentGroupCommandInput> = {}): Promise<string> {
  const deploymentGroupName = subject.name('group');
  await subject.codeDeploy.createDeploymentGroup({
    applicationName,
    deploymentGroupName,
    serviceRoleArn: subject.roleArn,
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    deploymentConfigName: CANARY,
    ...change,
  });
  return deploymentGroupName;
}

const update = (currentDeploymentGroupName: string, change: Partial<UpdateDeploymentGroupCommandInput>) =>
  subject.codeDeploy.updateDeploymentGroup({ applicationName, currentDeploymentGroupName, ...change });
const get = async (deploymentGroupName: string) =>
  (await subject.codeDeploy.getDeploymentGroup({ applicationName, deploymentGroupName })).deploymentGroupInfo!;
const alarms = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `alarm-${i}` }));
const triggers = (count: number) => Array.from({ length: count }, (_, i) => ({
  triggerName: `trigger-${i}`, triggerTargetArn: `arn:aws:sns:${subject.region}:${subject.account}:topic`, triggerEvents: ['DeploymentStart' as const],
}));

test('a group has the settings of its creation (API GetDeploymentGroup, BatchGetDeploymentGroups, ListDeploymentGroups)', async () => {
  const settings = {
    alarmConfiguration: { enabled: true, ignorePollAlarmFailure: true, alarms: alarms(10) },
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE' as const, 'DEPLOYMENT_STOP_ON_ALARM' as const, 'DEPLOYMENT_STOP_ON_REQUEST' as const] },
    triggerConfigurations: [],
  };
  const name = await create(settings);
  const info = await get(name);
  expect(info).toMatchObject({ ...settings, applicationName, deploymentGroupName: name, computePlatform: 'Lambda', serviceRoleArn: subject.roleArn });
  expect(info.deploymentGroupId).toMatch(/^[0-9a-f-]{36}$/);
  const { deploymentGroupsInfo } = await subject.codeDeploy.batchGetDeploymentGroups({ applicationName, deploymentGroupNames: [name] });
  expect(deploymentGroupsInfo).toEqual([info]);
  expect((await subject.codeDeploy.listDeploymentGroups({ applicationName })).deploymentGroups).toContain(name);
});

test('an update changes what it names and keeps the rest (API UpdateDeploymentGroup)', async () => {
  const old = await create({ alarmConfiguration: { enabled: true, alarms: alarms(1) } });
  const name = subject.name('renamed');
  await update(old, { newDeploymentGroupName: name, autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] } });
  await expect(get(old)).rejects.toMatchObject({ name: 'DeploymentGroupDoesNotExistException' });
  expect(await get(name)).toMatchObject({
    alarmConfiguration: { enabled: true, alarms: alarms(1) }, autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
  });
  await update(name, { alarmConfiguration: { enabled: false, alarms: [] } });
  expect((await get(name)).alarmConfiguration).toMatchObject({ enabled: false, alarms: [] });
});

test('a deleted group is gone, and deleting it again is no error (API DeleteDeploymentGroup)', async () => {
  const deploymentGroupName = await create();
  await subject.codeDeploy.deleteDeploymentGroup({ applicationName, deploymentGroupName });
  await expect(get(deploymentGroupName)).rejects.toMatchObject({ name: 'DeploymentGroupDoesNotExistException' });
  await subject.codeDeploy.deleteDeploymentGroup({ applicationName, deploymentGroupName });
});

// API: the errors of CreateDeploymentGroup; 10 alarms and 10 triggers (API, CDG limits).
const refused: [string, string, () => Partial<CreateDeploymentGroupCommandInput>][] = [
  ['an application that does not exist', 'ApplicationDoesNotExistException', () => ({ applicationName: 'none' })],
  ['no name', 'DeploymentGroupNameRequiredException', () => ({ deploymentGroupName: undefined })],
  ['a name of more than 100 characters', 'InvalidDeploymentGroupNameException', () => ({ deploymentGroupName: 'a'.repeat(101) })],
  ['no role', 'RoleRequiredException', () => ({ serviceRoleArn: undefined })],
  ['a role that is not an ARN', 'InvalidRoleException', () => ({ serviceRoleArn: 'role' })],
  ['a configuration that does not exist', 'DeploymentConfigDoesNotExistException', () => ({ deploymentConfigName: 'none' })],
  ['an in-place deployment', 'InvalidDeploymentStyleException', () =>
    ({ deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' } })],
  ['11 alarms', 'AlarmsLimitExceededException', () => ({ alarmConfiguration: { enabled: true, alarms: alarms(11) } })],
  ['enabled alarms, but no alarm', 'InvalidAlarmConfigException', () => ({ alarmConfiguration: { enabled: true, alarms: [] } })],
  ['an alarm without a name', 'InvalidAlarmConfigException', () => ({ alarmConfiguration: { enabled: true, alarms: [{}] } })],
  ['an alarm with a name of more than 255 characters', 'InvalidAlarmConfigException', () =>
    ({ alarmConfiguration: { enabled: true, alarms: [{ name: 'a'.repeat(256) }] } })],
  ['the same alarm twice', 'InvalidAlarmConfigException', () => ({ alarmConfiguration: { enabled: true, alarms: [{ name: 'a' }, { name: 'a' }] } })],
  ['enabled rollback, but no event', 'InvalidAutoRollbackConfigException', () => ({ autoRollbackConfiguration: { enabled: true, events: [] } })],
  ['rollback on an event that does not exist', 'InvalidAutoRollbackConfigException', () =>
    ({ autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_BORED' as 'DEPLOYMENT_FAILURE'] } })],
  ['11 triggers', 'TriggerTargetsLimitExceededException', () => ({ triggerConfigurations: triggers(11) })],
  ['a trigger on an event that does not exist', 'InvalidTriggerConfigException', () =>
    ({ triggerConfigurations: [{ ...triggers(1)[0], triggerEvents: ['DeploymentBored' as 'DeploymentStart'] }] })],
  ['a trigger without a topic', 'InvalidTriggerConfigException', () => ({ triggerConfigurations: [{ ...triggers(1)[0], triggerTargetArn: undefined }] })],
];
test.each(refused)('refuses %s: %s', async (_what, name, change) => {
  await expect(create(change())).rejects.toMatchObject({ name });
});

test.each(refused.filter(([what]) => /alarm|rollback|trigger/.test(what)))('an update refuses %s too: %s', async (_what, name, change) => {
  const group = await create();
  await expect(update(group, change() as object)).rejects.toMatchObject({ name });
});

test('refuses a name that is taken (API DeploymentGroupAlreadyExistsException)', async () => {
  const taken = await create();
  const name = 'DeploymentGroupAlreadyExistsException';
  await expect(create({ deploymentGroupName: taken })).rejects.toMatchObject({ name });
  await expect(update(await create(), { newDeploymentGroupName: taken })).rejects.toMatchObject({ name });
});
