import { run } from './support/run';

test.each(['', 'help', '--help', '-h'])('%p lists the commands', async line => {
  const { code, out, err } = await run(line);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^  plan +tell what a rollout can and cannot detect, and in what time$/m);
});

test('refuses an unknown command', async () => {
  const { code, out, err } = await run('deploy');
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^Unknown command: deploy\n\nUsage: npx cdk-canary-lambda <command> \[options\]\n/);
});

test('shows the usage of a command', async () => {
  const { code, out } = await run('plan --help');
  expect(code).toBe(0);
  expect(out).toMatch(/^Usage: npx cdk-canary-lambda plan --rps <number>/);
});
