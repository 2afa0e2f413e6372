import { type CreateScheduleInput, Scheduler } from '@aws-sdk/client-scheduler';
import { TestCloud } from '../../../runtime/support/test-cloud';

// test/conformance/scheduler.test.ts tests what AWS documents. This file tests scaled time, and what the local cloud refuses although AWS does not.
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

test('a one-time schedule fires in scaled time', async () => {
  const created = Date.now();
  await create('once');
  await cloud.log.waitFor(line => line === 'woken {"name":"once"}');
  const minutes = (Date.now() - created) / 60_000;
  expect(minutes).toBeLessThan(1);
});

test.each<[string, Partial<CreateScheduleInput>, RegExp]>([
  ['another time zone', { ScheduleExpressionTimezone: 'Europe/Berlin' }, /only in UTC, got: Europe\/Berlin/],
  ['a target that is not a function', { Target: { Arn: 'arn:aws:sqs:us-east-1:123456789012:queue', RoleArn: 'role' } }, /only Lambda functions/],
  ['a flexible time', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }, /only the FlexibleTimeWindow OFF/],
])('refuses %s', async (_what, change, message) => {
  await expect(create(cloud.name('schedule'), change)).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
});

test('recurring schedules stay with MiniStack, and are listed after one-time schedules', async () => {
  await create('hourly', { ScheduleExpression: 'rate(1 hour)' });
  await create('hour-from-now', { ScheduleExpression: inMinutes(60 * 24) });
  const { Schedules } = await scheduler.listSchedules({ NamePrefix: 'hour' });
  expect(Schedules!.map(schedule => schedule.Name)).toEqual(['hour-from-now', 'hourly']);
});
