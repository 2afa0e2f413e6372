import { type Context } from 'aws-lambda';
import type * as Handler from '../../../src/runtime/shared/handler';

const context = { functionName: 'orders-gate', functionVersion: '1', memoryLimitInMB: '128', invokedFunctionArn: 'arn', awsRequestId: 'r-1' } as Context;
const written: string[] = [];
let spies: jest.SpyInstance[];
let framed: typeof Handler.framed;

beforeEach(() => {
  written.length = 0;
  spies = [process.stdout, process.stderr].map(stream => jest.spyOn(stream, 'write').mockImplementation(text => written.push(String(text)) > 0));
  Object.assign(process.env, { POWERTOOLS_DEV: 'false', POWERTOOLS_LOG_LEVEL: 'DEBUG', POWERTOOLS_METRICS_DISABLED: 'false' });
  // Not before the environment is set and the streams are replaced: Powertools reads both when it is loaded.
  jest.isolateModules(() => {
    framed = jest.requireActual<typeof Handler>('../../../src/runtime/shared/handler').framed;
  });
});
afterEach(() => spies.forEach(spy => spy.mockRestore()));

const lines = () => written.join('').split('\n').filter(line => line).map(line => JSON.parse(line) as Record<string, unknown>);
const logged = () => lines().filter(line => 'message' in line);
const metrics = () => lines().filter(line => '_aws' in line);

test('what the work returns is what the handler returns', async () => {
  const handler = framed('test', async (event: { n: number }) => event.n + 1);
  expect(await handler({ n: 1 }, context)).toBe(2);
});

test('log lines name the service and the invocation', async () => {
  const handler = framed('test', async (_event: object, _context, { logger }) => logger.info('worked'));
  await handler({}, context);
  expect(logged()).toEqual([expect.objectContaining({ message: 'worked', service: 'test', function_request_id: 'r-1' })]);
});

test('a key that one invocation appends is gone in the next', async () => {
  const handler = framed('test', async (event: { key?: string }, _context, { logger }) => {
    if (event.key) logger.appendKeys({ deploymentId: event.key });
    logger.info('worked');
  });
  await handler({ key: 'd-1' }, context);
  await handler({}, { ...context, awsRequestId: 'r-2' });
  expect(logged().map(line => [line.deploymentId, line.function_request_id])).toEqual([['d-1', 'r-1'], [undefined, 'r-2']]);
});

test('metrics are published when the work returns, and only then if there are some', async () => {
  const handler = framed('test', async (event: { metric?: string }, _context, { count }) => event.metric && count(event.metric));
  await handler({}, context);
  expect(metrics()).toEqual([]);
  await handler({ metric: 'HookPassed' }, context);
  expect(metrics()).toEqual([expect.objectContaining({ service: 'test', HookPassed: 1 })]);
  expect(metrics()[0]._aws).toMatchObject({ CloudWatchMetrics: [{ Namespace: 'CanaryLambda', Metrics: [{ Name: 'HookPassed', Unit: 'Count' }] }] });
});

test('metrics are published when the work throws, and its error reaches Lambda', async () => {
  const handler = framed('test', async (_event: object, _context, { count }): Promise<void> => {
    count('HookNotReported');
    throw new RangeError('CodeDeploy is down');
  });
  await expect(handler({}, context)).rejects.toThrow(new RangeError('CodeDeploy is down'));
  expect(metrics()).toEqual([expect.objectContaining({ HookNotReported: 1 })]);
});

test('metrics of one invocation are not published again by the next', async () => {
  const handler = framed('test', async (event: { metric?: string }, _context, { count }) => event.metric && count(event.metric));
  await handler({ metric: 'HookPassed' }, context);
  await handler({ metric: 'HookFailed' }, context);
  expect(metrics().map(line => [line.HookPassed, line.HookFailed])).toEqual([[1, undefined], [undefined, 1]]);
});

test('the event is never logged, whatever the log level and even if the work throws', async () => {
  process.env.POWERTOOLS_LOGGER_LOG_EVENT = 'true';
  try {
    await jest.isolateModulesAsync(async () => {
      const fresh = jest.requireActual<typeof Handler>('../../../src/runtime/shared/handler').framed;
      const handler = fresh('test', async (_event: object, _context, { logger }) => {
        logger.debug('worked');
        throw new Error('refused');
      });
      await handler({ ResponseURL: 'https://s3.example/?Signature=secret' }, context).catch(() => undefined);
    });
  } finally {
    delete process.env.POWERTOOLS_LOGGER_LOG_EVENT;
  }
  expect(logged().map(line => line.message)).toEqual(['worked']);
  expect(written.join('')).not.toContain('Signature');
});
