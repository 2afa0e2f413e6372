import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { LocalCloud } from '../../../rehearsal/cloud/local-cloud';
import { TestCloud } from '../../runtime/support/test-cloud';
import { ChildProgram } from '../support/child-program';
import { eventually, listening, listeningAddresses, ministackOf, processesOf } from '../support/traces';

jest.setTimeout(60_000);

test('listens on loopback only; after stop no port, process or file is left', async () => {
  const cloud = await TestCloud.start();
  const { pid, folder } = ministackOf(process.pid);
  await cloud.createFunction('f');
  await cloud.lambda.invoke({ FunctionName: 'f' });
  expect(processesOf(folder).length).toBe(2);
  expect(listeningAddresses(pid)).toEqual(['0100007F']);
  const { endpoint } = cloud.cloud;
  expect(new URL(endpoint).hostname).toBe('127.0.0.1');
  await cloud.stop();
  expect(await listening(endpoint)).toBe(false);
  await eventually(() => processesOf(folder).length === 0, 'no process of the cloud runs');
  expect(existsSync(folder)).toBe(false);
});

test('stops while handlers, deployments and connections are in progress; a second stop is allowed', async () => {
  const cloud = await TestCloud.start();
  const canary = await cloud.createCanary({ config: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' });
  await cloud.shifted(await cloud.deploy(canary, '1', '2'), 10);
  await cloud.createFunction('hangs', { code: 'exports.handler = () => new Promise(() => {});' });
  const hanging = cloud.lambda.invoke({ FunctionName: 'hangs' }).catch((error: Error) => error);
  await new Promise(resolve => connect(Number(new URL(cloud.cloud.endpoint).port), '127.0.0.1', () => resolve(undefined)));
  await Promise.all([cloud.cloud.stop(), cloud.cloud.stop()]);
  expect(await hanging).toBeInstanceOf(Error);
});

test.each<[string, string[], (program: ChildProgram) => void]>([
  ['is killed', [], program => program.kill('SIGKILL')],
  ['is interrupted and does not handle it', [], program => program.kill('SIGINT')],
  ['throws an uncaught error', ['throw'], () => {}],
])('no process, file or port is left when the program %s', async (_how, args, end) => {
  const program = new ChildProgram('test/rehearsal/support/cloud-program.ts', ...args);
  const { endpoint } = JSON.parse(await program.lines.waitFor(line => line.startsWith('{')));
  const { folder } = ministackOf(program.pid);
  end(program);
  await program.exited;
  await eventually(() => processesOf(folder).length === 0, 'no process of the cloud runs');
  await eventually(() => !existsSync(folder), 'its temporary folder is gone');
  expect(await listening(endpoint)).toBe(false);
});

test('when MiniStack dies, the cloud reports it and ends, and leaves nothing behind', async () => {
  let crashed!: (error: Error) => void;
  const crash = new Promise<Error>(resolve => (crashed = resolve));
  const cloud = await LocalCloud.start({ onCrash: error => crashed(error) });
  const { pid, folder } = ministackOf(process.pid);
  process.kill(pid, 'SIGKILL');
  expect((await crash).message).toMatch(/^MiniStack ended unexpectedly/);
  expect(await listening(cloud.endpoint)).toBe(false);
  await eventually(() => processesOf(folder).length === 0, 'no process of the cloud runs');
  expect(existsSync(folder)).toBe(false);
});

test('a time scale must be positive', async () => {
  await expect(TestCloud.start({ timeScale: 0 })).rejects.toThrow('`timeScale` must be a positive number, got: 0');
});
