import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newestNpmProject } from '../packages/support/npm-package';
import { locked } from '../packages/support/once';
import { ROOT } from '../packages/support/paths';
import { attempt, run } from '../packages/support/run';
import { type Assembly, synth } from '../packages/support/synth';

jest.setTimeout(300_000);

const STACKS = ['Orders', 'EveryOption'];

/** The folder of the commands that test/requirements.txt installs (cfn-lint). Jest can't import the set-up, an ES module: a new process runs it. */
async function testTools(): Promise<string> {
  const setup = pathToFileURL(join(ROOT, 'scripts', 'setup.mjs')).href;
  const script = `import { ensurePython } from '${setup}'; await ensurePython('test', 'test/requirements.txt');`;
  await locked('python-test', () => run('node', ['--input-type=module', '--eval', script]));
  return join(ROOT, '.cache', 'python-test', 'bin');
}

describe('cfn-lint', () => {
  let assembly: Assembly;
  let tools: string;

  beforeAll(async () => {
    tools = await testTools();
    assembly = await synth('templates', 'tsx', [join(__dirname, 'support', 'app.ts')]);
  });

  /** Ignores W3005, "dependency already enforced": the CDK repeats as `DependsOn` what `Ref` and `GetAtt` imply. */
  const lint = (file: string) => attempt(join(tools, 'cfn-lint'), ['--ignore-checks', 'W3005', '--format', 'parseable', '--', file]);

  test.each(STACKS)('finds nothing in %s', async stack => {
    expect(await lint(join(assembly.folder, `${stack}.template.json`))).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('finds a mistake', async () => {
    const template = assembly.template('Orders');
    template.Resources.Function76856677.Properties!.MemorySize = 'much';
    const file = join(assembly.folder, 'wrong.json');
    writeFileSync(file, JSON.stringify(template));
    expect((await lint(file)).stdout).toMatch(/:E3012:.*'much' is not of type 'integer'/);
  });
});

// The flag exists since aws-cdk-lib 2.262; the oldest version that we support, 2.257, does not know it.
describe('the newest CDK\'s own validation, as errors', () => {
  const context = { '@aws-cdk/core:validateAgainstDefaultRules': true };
  let project: string;

  beforeAll(async () => {
    project = await newestNpmProject();
    // Copied into the project, so that app and examples find its packages and not the repository's.
    for (const folder of [join('test', 'examples'), 'examples']) {
      rmSync(join(project, folder), { recursive: true, force: true });
      cpSync(join(ROOT, folder), join(project, folder), { recursive: true });
    }
  });

  const app = () => join(project, 'test', 'examples', 'support', 'app.ts');

  test('finds nothing', async () => {
    const assembly = await synth('newest', 'tsx', [app()], { cwd: project, context });
    const report = JSON.parse(readFileSync(join(assembly.folder, 'validation-report.json'), 'utf8'));
    expect(report.pluginReports).toEqual([]);
    for (const stack of STACKS) expect(Object.keys(assembly.template(stack).Resources).length).toBeGreaterThan(20);
  });

  test('finds a mistake and fails the synth', async () => {
    const stack = join(project, 'examples', 'typescript', 'orders', 'orders-stack.ts');
    const text = readFileSync(stack, 'utf8');
    writeFileSync(stack, text.replace('memorySize: 256', 'memorySize: 99_999'));
    await expect(synth('newest-wrong', 'tsx', [app()], { cwd: project, context })).rejects.toThrow(/99999 is greater than the maximum/);
    writeFileSync(stack, text);
  });
});
