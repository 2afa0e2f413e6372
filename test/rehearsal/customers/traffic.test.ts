import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Feed } from '../../../rehearsal/cloud/feed';
import { seededRandom } from '../../../rehearsal/cloud/random';
import { type Answer, Traffic, type TrafficProps } from '../../../rehearsal/customers/traffic';

jest.setTimeout(30_000);

let server: Server;
let url: string;
let serve: (path: string) => { status: number; version?: string } | undefined;

beforeEach(async () => {
  server = createServer((request, response) => {
    const answer = serve(request.url!);
    if (answer) response.writeHead(answer.status, answer.version ? { 'x-version': answer.version } : {}).end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});

/** The first `count` answers. */
async function answers(count: number, props: Partial<TrafficProps> = {}): Promise<Answer[]> {
  const traffic = Traffic.start({ url, rate: 500, ...props });
  await traffic.answers.waitFor(() => traffic.answers.history.length >= count);
  await traffic.stop();
  return traffic.answers.history;
}

test('records status and version of each answer', async () => {
  serve = () => ({ status: 200, version: '7' });
  expect((await answers(5))[0]).toMatchObject({ status: 200, version: '7' });
});

test('the same seed sends the same requests', async () => {
  serve = () => ({ status: 200 });
  /** The paths in the order in which they were sent; they may arrive in another order. */
  const paths = async (seed: number) => {
    const sent: string[] = [];
    const request = (random: () => number) => {
      sent.push(`/${Math.floor(random() * 1000)}`);
      return { path: sent.at(-1) };
    };
    await answers(20, { seed, request });
    return sent.slice(0, 20);
  };
  const first = await paths(3);
  expect(await paths(3)).toEqual(first);
  expect(await paths(4)).not.toEqual(first);
});

test('continues if no answer comes, and gives up on such requests', async () => {
  serve = () => undefined;
  const all = await answers(10, { patience: 100 });
  expect(all.length).toBeGreaterThanOrEqual(10);
  expect(all[0]).toMatchObject({ error: expect.stringMatching(/timeout/i) });
  expect(all[0].status).toBeUndefined();
});

/** The attempts of one customer: the first `failing` ones get this status, later ones succeed. */
async function attemptsOf(failing: number, status: number, retries: number): Promise<(number | boolean | undefined)[][]> {
  let customers = 0;
  const calls = new Map<string, number>();
  serve = path => {
    calls.set(path, (calls.get(path) ?? 0) + 1);
    return { status: calls.get(path)! > failing ? 200 : status, version: path };
  };
  const traffic = Traffic.start({ url, rate: 100, retries, request: () => ({ path: `/${++customers}` }) });
  await traffic.answers.waitFor(({ version, retried }) => version === '/1' && !retried);
  await traffic.stop();
  return traffic.answers.history.filter(({ version }) => version === '/1').map(answer => [answer.status, answer.attempt, answer.retried]);
}

test('a customer retries until an attempt succeeds', async () => {
  expect(await attemptsOf(2, 500, 3)).toEqual([[500, 1, true], [500, 2, true], [200, 3, false]]);
});

test('a customer gives up after the last retry', async () => {
  expect(await attemptsOf(5, 503, 1)).toEqual([[503, 1, true], [503, 2, false]]);
});

test('a customer does not retry after an answer below 500', async () => {
  expect(await attemptsOf(1, 404, 1)).toEqual([[404, 1, false]]);
});

test('no customer comes in a pause', async () => {
  const times: number[] = [];
  // In fake time and without a network, so that a slow machine does not matter.
  jest.spyOn(globalThis, 'fetch').mockImplementation(async () => {
    times.push(performance.now());
    return new Response('{}');
  });
  jest.useFakeTimers();
  try {
    const traffic = Traffic.start({ url, rate: 50, pauses: { every: 0.4, lasting: 4 } });
    await jest.advanceTimersByTimeAsync(30_000);
    await traffic.stop();
  } finally {
    jest.useRealTimers();
    jest.restoreAllMocks();
  }
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  expect(Math.max(...gaps)).toBeGreaterThan(1000);
  expect(gaps.filter(gap => gap < 200).length).toBeGreaterThan(40);
});

test('an app may report its version in its own way', async () => {
  serve = () => ({ status: 503 });
  expect((await answers(1, { version: (response, body) => `${response.status}${body}` }))[0]).toMatchObject({ status: 503, version: '503{}' });
});

test('a rate must be positive', () => {
  expect(() => Traffic.start({ url, rate: 0 })).toThrow('`rate` must be a positive number, got: 0');
});

test('the generator is evenly distributed, and differs by seed', () => {
  const random = seededRandom(1);
  const mean = Array.from({ length: 10_000 }, random).reduce((sum, value) => sum + value, 0) / 10_000;
  expect(mean).toBeCloseTo(0.5, 1);
  expect(seededRandom(1)()).not.toBe(seededRandom(2)());
});

test('a feed ends its iterations and its waits when it closes', async () => {
  const feed = new Feed<number>();
  const seen = (async () => {
    const items: number[] = [];
    for await (const item of feed) items.push(item);
    return items;
  })();
  const awaited = expect(feed.waitFor(item => item > 10)).rejects.toThrow('The feed closed before the awaited item was published');
  feed.publish(1);
  feed.publish(2);
  feed.close();
  await awaited;
  expect(await seen).toEqual([1, 2]);
});
