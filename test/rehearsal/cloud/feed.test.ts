import { Feed } from '../../../rehearsal/cloud/feed';

test('waits for a future item, and finds a past one', async () => {
  const feed = new Feed<number>();
  const awaited = feed.waitFor(item => item > 1);
  feed.publish(1);
  feed.publish(2);
  expect(await awaited).toBe(2);
  expect(await feed.waitFor(item => item === 1)).toBe(1);
});

test('a wait ends with the signal\'s reason', async () => {
  const feed = new Feed<number>();
  const interrupt = new AbortController();
  const awaited = expect(feed.waitFor(() => false, interrupt.signal)).rejects.toThrow('interrupted');
  feed.publish(1);
  interrupt.abort(new Error('interrupted'));
  await awaited;
  await expect(feed.waitFor(() => true, interrupt.signal)).rejects.toThrow('interrupted');
});
