import { existsSync } from 'node:fs';
import { ChildProgram } from '../support/child-program';
import { ministackOf, processesOf } from '../support/traces';

jest.setTimeout(120_000);

// test/end-to-end/start.test.ts tests a good release, and Ctrl-C.

test('a release that fails its test: exit code 1 with the reason, and nothing is left behind', async () => {
  const program = new ChildProgram('rehearsal/show/main.ts', 'test/rehearsal/fixture/bad-release.ts');
  await program.lines.waitFor(line => line.startsWith('local cloud: done'));
  const { folder } = ministackOf(program.pid);
  expect(await program.exited).toBe(1);
  const output = program.lines.history.join('\n');
  expect(output).toMatch(/Failed: BeforeAllowTraffic Failed, AllowTraffic Skipped, AfterAllowTraffic Skipped; 0 % on version 2/);
  expect(output).toMatch(/✗ failed: cdk deploy failed \(exit code 1\)\nFailed resources:/);
  expect(output).toContain('(Error code: HOOK_EXECUTION_FAILURE)');
  expect(output).not.toContain('Succeeded: version 2');
  expect(processesOf(folder)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});

test('an app that does not synthesize: exit code 1 with its message', async () => {
  const program = new ChildProgram('rehearsal/show/main.ts', 'test/rehearsal/fixture/no-such-app.ts');
  expect(await program.exited).toBe(1);
  expect(program.lines.history.join('\n')).toMatch(/✗ failed: cdk synth failed \(exit code 1\)[^]*no-such-app\.ts/);
});

test('Ctrl-C also works while no customer can be served', async () => {
  const program = new ChildProgram('rehearsal/show/main.ts', 'test/rehearsal/fixture/unavailable.ts');
  await program.lines.waitFor(line => line.startsWith('cdk deploy, release 1: done'));
  program.kill('SIGINT');
  expect(await program.exited).toBe(130);
  expect(program.lines.history.at(-1)).toBe('interrupted; nothing is left behind');
});
