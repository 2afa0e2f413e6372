import { type CreateScheduleInput, Scheduler } from '@aws-sdk/client-scheduler';
import { TestCloud } from '../runtime/support/test-cloud';

jest.setTimeout(60_000);

let cloud: TestCloud;
let scheduler: Scheduler;
let functionArn: string;

beforeAll(async () => {
  // A quarter of an hour lasts a second.
  cloud = await TestCloud.start({ timeScale: 900 });
  scheduler = new Scheduler(cloud.clientOptions());
  functionArn = await cloud.createFunction('woken', { code: 'exports.handler = async event => console.log("woken " + JSON.stringify(event));' });
});
afterAll(async () => cloud.stop());

const inMinutes = (minutes: number) => `at(${new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19)})`;

async function create(Name: string, change: Partial<CreateScheduleInput> = {}) {
  return scheduler.createSchedule({
    Name,
    ScheduleExpression: inMinutes(10),
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: functionArn, RoleArn: 'arn:aws:iam::123456789012:role/wake', Input: JSON.stringify({ name: Name }) },
    ...change,
  });
}

const woken = (name: string) => cloud.log.waitFor(line => line === `woken {"name":"${name}"}`);

test('a one-time schedule fires in scaled time, with its input, and is gone if it asked for that', async () => {
  const { ScheduleArn } = await create('once', { ActionAfterCompletion: 'DELETE' });
  expect(ScheduleArn).toBe('arn:aws:scheduler:us-east-1:123456789012:schedule/default/once');
  expect(await scheduler.getSchedule({ Name: 'once' })).toMatchObject({ Name: 'once', State: 'ENABLED', ActionAfterCompletion: 'DELETE' });
  await woken('once');
  await expect(scheduler.getSchedule({ Name: 'once' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('one that did not ask for it stays, and does not fire again', async () => {
  await create('kept', { ScheduleExpression: inMinutes(-1) });
  await woken('kept');
  expect((await scheduler.getSchedule({ Name: 'kept' })).Name).toBe('kept');
  await create('later');
  await woken('later');
  expect(cloud.log.history.filter(line => line === 'woken {"name":"kept"}')).toHaveLength(1);
});

test('a deleted schedule does not fire, an updated one fires at its new time', async () => {
  await create('deleted');
  await scheduler.deleteSchedule({ Name: 'deleted' });
  await create('moved', { ScheduleExpression: inMinutes(60 * 24 * 30) });
  await scheduler.updateSchedule({
    Name: 'moved',
    ScheduleExpression: inMinutes(12),
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: functionArn, RoleArn: 'arn:aws:iam::123456789012:role/wake', Input: '{"name":"moved"}' },
  });
  await woken('moved');
  expect(cloud.log.history).not.toContain('woken {"name":"deleted"}');
});

test.each<[string, Partial<CreateScheduleInput>, string, RegExp]>([
  ['a name that is taken', {}, 'ConflictException', /already exists/],
  ['a time that is none', { ScheduleExpression: 'at(tomorrow)' }, 'ValidationException', /got: at\(tomorrow\)/],
  ['another time zone', { ScheduleExpressionTimezone: 'Europe/Berlin' }, 'ValidationException', /in UTC only, got: Europe\/Berlin/],
  ['a target that is no function', { Target: { Arn: 'arn:aws:sqs:us-east-1:123456789012:queue', RoleArn: 'role' } }, 'ValidationException', /Lambda functions only/],
])('refuses %s', async (_what, change, name, message) => {
  const taken = cloud.name('taken');
  await create(taken, { ScheduleExpression: inMinutes(60 * 24) });
  const own = name === 'ConflictException' ? taken : cloud.name('schedule');
  await expect(create(own, change)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test('recurring schedules stay with MiniStack, and are listed with the others', async () => {
  await create('hourly', { ScheduleExpression: 'rate(1 hour)' });
  expect((await scheduler.getSchedule({ Name: 'hourly' })).ScheduleExpression).toBe('rate(1 hour)');
  await create('hour-from-now', { ScheduleExpression: inMinutes(60 * 24) });
  const { Schedules } = await scheduler.listSchedules({ NamePrefix: 'hour' });
  expect(Schedules!.map(schedule => schedule.Name)).toEqual(['hour-from-now', 'hourly']);
});
