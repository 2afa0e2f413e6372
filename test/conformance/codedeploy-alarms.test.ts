import { type AlarmConfiguration } from '@aws-sdk/client-codedeploy';
import { Subject, testWithBlindRole } from './subject';
import { Alarm } from './support/alarm';
import { Canary } from './support/canary';

let subject: Subject;

beforeAll(async () => {
  subject = await Subject.start({ minute: 300 });
});
afterAll(async () => subject.stop());

/** An alarm without data: it stays as the test sets it (CloudWatch API: `ignore` keeps the current state). */
async function createAlarm(state?: 'OK' | 'ALARM'): Promise<Alarm> {
  const alarm = await Alarm.create(subject, { TreatMissingData: 'ignore' });
  if (state) await alarm.set(state);
  return alarm;
}

const watching = (...alarms: Alarm[]): AlarmConfiguration => ({ enabled: true, alarms: alarms.map(({ name }) => ({ name })) });
const createCanary = (alarmConfiguration: AlarmConfiguration) =>
  Canary.create(subject, { rollback: ['DEPLOYMENT_STOP_ON_ALARM'], group: { alarmConfiguration } });

test('an alarm in the middle of the shift stops the deployment and rolls it back (CDG monitoring-create-alarms; SAM)', async () => {
  const [quiet, alarm] = [await createAlarm('OK'), await createAlarm('OK')];
  const canary = await createCanary(watching(quiet, alarm));
  const id = await canary.shifting();
  await alarm.set('ALARM');
  const { status, errorInformation } = await canary.ended(id);
  expect([status, errorInformation!.code]).toEqual(['Stopped', 'ALARM_ACTIVE']);
  expect(errorInformation!.message).toContain(alarm.name);
  expect(errorInformation!.message).not.toContain(quiet.name);
  expect(await canary.rolledBack(id)).toMatchObject({ status: 'Succeeded', creator: 'codeDeployRollback' });
  expect(await canary.alias()).toEqual({ version: '1', weights: {} });
  await alarm.set('OK');
  expect((await canary.ended(await canary.deploy('1', '2'))).status).toBe('Succeeded');
});

test('an alarm that is already in ALARM stops any deployment at once (SAM, "production errors")', async () => {
  const canary = await createCanary(watching(await createAlarm('ALARM')));
  const id = await canary.deploy('1', '2');
  expect(await canary.ended(id)).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } });
  expect((await canary.target(id)).lambdaFunctionInfo!.targetVersionWeight).toBe(0);
  expect((await canary.rolledBack(id)).status).toBe('Succeeded');
  expect(await canary.alias()).toEqual({ version: '1', weights: {} });
});

test('without DEPLOYMENT_STOP_ON_ALARM an alarm stops the deployment and leaves the weights (API AutoRollbackConfiguration)', async () => {
  const alarm = await createAlarm('OK');
  const canary = await Canary.create(subject, { rollback: ['DEPLOYMENT_FAILURE'], group: { alarmConfiguration: watching(alarm) } });
  const id = await canary.shifting();
  await alarm.set('ALARM');
  const { status, rollbackInfo } = await canary.ended(id);
  expect([status, rollbackInfo?.rollbackDeploymentId]).toEqual(['Stopped', undefined]);
  expect(await canary.alias()).toEqual({ version: '1', weights: { 2: 0.1 } });
});

test('a deployment may watch other alarms than its group, or no alarms (API CreateDeployment, overrideAlarmConfiguration)', async () => {
  const [active, quiet] = [await createAlarm('ALARM'), await createAlarm('OK')];
  const canary = await createCanary(watching(active));
  expect((await canary.ended(await canary.deploy('1', '2', { overrideAlarmConfiguration: { enabled: false } }))).status).toBe('Succeeded');
  expect((await canary.ended(await canary.deploy('2', '3', { overrideAlarmConfiguration: watching(quiet) }))).status).toBe('Succeeded');
  // The override applies to that deployment only.
  expect((await canary.ended(await canary.deploy('3', '1'))).status).toBe('Stopped');
});

test.each<[string, () => Promise<AlarmConfiguration>]>([
  ['disabled alarms', async () => ({ ...watching(await createAlarm('ALARM')), enabled: false })],
  // Inferred: alarms start in INSUFFICIENT_DATA, and the samples create them in the stack of the first deployment.
  ['an alarm without data', async () => watching(await createAlarm())],
])('%s stop nothing (API AlarmConfiguration)', async (_what, alarms) => {
  const canary = await createCanary(await alarms());
  const id = await canary.deploy('1', '2');
  expect((await canary.ended(id)).status).toBe('Succeeded');
});

// API AlarmConfiguration, ignorePollAlarmFailure: by default a deployment stops if alarms can't be read.
testWithBlindRole.each([[false, 'Stopped'], [true, 'Succeeded']])('alarms that can\'t be read, ignored %p: the deployment is %s', async (ignorePollAlarmFailure, status) => {
  const canary = await Canary.create(subject, {
    group: { serviceRoleArn: subject.blindRoleArn, alarmConfiguration: { ...watching(await createAlarm('OK')), ignorePollAlarmFailure } },
  });
  expect((await canary.ended(await canary.deploy('1', '2'))).status).toBe(status);
});
