import { Deadline } from '../../../src/aws/deadline';
import { Polling } from '../../../src/runtime/shared/polling';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Milliseconds between the reads of one wait. */
async function pauses(wait: (polling: Polling, read: () => Promise<number>) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  const polling = new Polling(Deadline.forWork({ getRemainingTimeInMillis: () => 900_000 }), 3_000);
  const done = wait(polling, async () => times.push(Date.now())).catch(() => undefined);
  await jest.advanceTimersByTimeAsync(900_000);
  await done;
  return times.slice(1).map((time, index) => time - times[index]);
}

test('a long wait begins with a read every three seconds and ends with one every fifteen, jittered', async () => {
  const all = await pauses(async (polling, read) => polling.until(read, () => false, 'an end'));
  expect(all[0]).toBeGreaterThanOrEqual(2_400);
  expect(all[0]).toBeLessThanOrEqual(3_601);
  for (const pause of all.slice(20, -1)) {
    expect(pause).toBeGreaterThanOrEqual(12_000);
    expect(pause).toBeLessThanOrEqual(18_001);
  }
  expect(new Set(all.slice(20, -1)).size).toBeGreaterThan(1);
  expect(all.length).toBeLessThan(100); // not 300
});

test('a wait for a number of reads keeps its pace: an emergency counts on it', async () => {
  const all = await pauses(async (polling, read) => polling.upTo(20, read, () => false, 'a rollback'));
  expect(all).toHaveLength(19);
  for (const pause of all) expect(pause).toBeLessThanOrEqual(3_601);
});
