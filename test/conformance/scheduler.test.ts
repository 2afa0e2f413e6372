import { type CreateScheduleInput } from '@aws-sdk/client-scheduler';
import { Subject } from './subject';
import { Recorder } from './support/recorder';

// API CreateSchedule, UpdateSchedule, GetSchedule, DeleteSchedule, ListSchedules; one-time schedules: `at(yyyy-mm-ddThh:mm:ss)`, in UTC.
let subject: Subject;
let recorder: Recorder;

beforeAll(async () => {
  subject = await Subject.start({ minute: 100 });
  recorder = await Recorder.create(subject);
});
afterAll(async () => subject.stop());

/** This many wall-clock minutes from now; where minutes are short, they pass sooner. */
const inMinutes = (minutes: number) => `at(${new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19)})`;
const settings = (Name: string, ScheduleExpression: string): CreateScheduleInput => ({
  Name,
  ScheduleExpression,
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: recorder.arn, RoleArn: subject.roleArn, Input: JSON.stringify({ schedule: Name }) },
});

async function create(ScheduleExpression: string, change: Partial<CreateScheduleInput> = {}): Promise<string> {
  const Name = subject.name('schedule');
  const { ScheduleArn } = await subject.scheduler.createSchedule({ ...settings(Name, ScheduleExpression), ...change });
  subject.atEnd(() => subject.scheduler.deleteSchedule({ Name }));
  expect(ScheduleArn).toBe(`arn:aws:scheduler:${subject.region}:${subject.account}:schedule/default/${change.Name ?? Name}`);
  return Name;
}

const fired = (name: string, minutes = 15) => recorder.event(event => event.schedule === name, minutes);
/** 30 days, for schedules that must not fire during the tests. */
const LATER = 60 * 24 * 30;
const times = async (name: string) => (await recorder.events()).filter(event => event.schedule === name).length;

test('a one-time schedule has the settings of its creation, and does not fire before its time', async () => {
  const Name = await create(inMinutes(LATER));
  expect(await subject.scheduler.getSchedule({ Name })).toMatchObject({
    Name, GroupName: 'default', State: 'ENABLED', Target: { Arn: recorder.arn, Input: JSON.stringify({ schedule: Name }) },
  });
  // A schedule that is created later, for an earlier time.
  await fired(await create(inMinutes(3)));
  expect(await times(Name)).toBe(0);
});

test('a one-time schedule fires once, with its input, and remains', async () => {
  const Name = await create(inMinutes(10));
  expect(await fired(Name)).toEqual({ schedule: Name });
  // Another schedule fires later: by then a second firing would have happened.
  await fired(await create(inMinutes(3)));
  expect(await times(Name)).toBe(1);
  expect((await subject.scheduler.getSchedule({ Name })).Name).toBe(Name);
});

test('a schedule is deleted after it has fired if it says so (ActionAfterCompletion)', async () => {
  const ActionAfterCompletion = 'DELETE';
  const Name = await create(inMinutes(LATER), { ActionAfterCompletion });
  expect(await subject.scheduler.getSchedule({ Name })).toMatchObject({ Name, ActionAfterCompletion });
  await subject.scheduler.updateSchedule({ ...settings(Name, inMinutes(5)), ActionAfterCompletion });
  await fired(Name);
  await subject.until('the schedule must be gone', 5, async () =>
    subject.scheduler.getSchedule({ Name }).then(() => false, error => error.name === 'ResourceNotFoundException'));
});

test('a deleted or disabled schedule does not fire; an updated one fires at its new time', async () => {
  // An hour is long enough to delete the schedule in time, and short enough for the test to wait that long.
  const [deleted, moved] = [await create(inMinutes(60)), await create(inMinutes(LATER))];
  await subject.scheduler.deleteSchedule({ Name: deleted });
  const disabled = await create(inMinutes(60), { State: 'DISABLED' });
  await subject.scheduler.updateSchedule(settings(moved, inMinutes(65)));
  await fired(moved, 70);
  expect([await times(deleted), await times(disabled)]).toEqual([0, 0]);
  expect(await subject.scheduler.getSchedule({ Name: disabled })).toMatchObject({ State: 'DISABLED' });
});

test('one-time and recurring schedules are listed by name prefix', async () => {
  const [once, hourly] = [await create(inMinutes(60 * 24)), await create('rate(1 hour)')];
  expect((await subject.scheduler.getSchedule({ Name: hourly })).ScheduleExpression).toBe('rate(1 hour)');
  const names = async (NamePrefix: string) => (await subject.scheduler.listSchedules({ NamePrefix })).Schedules!.map(({ Name }) => Name).sort();
  expect(await names(once)).toEqual([once]);
  const prefix = once.slice(0, once.lastIndexOf('-'));
  expect(await names(prefix)).toEqual(expect.arrayContaining([once, hourly]));
});

test.each<[string, string, () => Promise<unknown>]>([
  ['a name that is taken', 'ConflictException', async () => create(inMinutes(60 * 24), { Name: await create(inMinutes(60 * 24)) })],
  ['to read what does not exist', 'ResourceNotFoundException', () => subject.scheduler.getSchedule({ Name: 'none' })],
  ['to delete what does not exist', 'ResourceNotFoundException', () => subject.scheduler.deleteSchedule({ Name: 'none' })],
  ['to change what does not exist', 'ResourceNotFoundException', () => subject.scheduler.updateSchedule(settings('none', inMinutes(60)))],
  ...['at(tomorrow)', 'at(2026-11-24 10:00:00)', 'at(2026-13-41T10:00:00)', 'every day'].map((expression): [string, string, () => Promise<unknown>] =>
    [`the time ${expression}`, 'ValidationException', () => create(expression)]),
])('refuses %s: %s', async (_what, name, call) => {
  await expect(call()).rejects.toMatchObject({ name });
});
