import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmProject } from './support/npm-package';
import { ROOT } from './support/paths';
import { run } from './support/run';

jest.setTimeout(300_000);

const FIXTURE = readFileSync(join(__dirname, 'fixtures', 'readme.ts-fixture'), 'utf8');
const readme = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```/gms)].map(match => match[1]);

/** Compiles and runs modules, each in its own process, in a project that has the package; fails with the output of the compiler or the app. */
async function compileAndRun(name: string, modules: string[]): Promise<void> {
  const folder = join(await npmProject(), name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { module: 'nodenext', target: 'es2022', lib: ['es2022'], types: [], strict: true, skipLibCheck: true },
  }));
  modules.forEach((text, index) => writeFileSync(join(folder, `snippet-${index + 1}.ts`), text));
  await run('tsc', ['-p', folder], { cwd: folder });
  await Promise.all(modules.map((_text, index) => run('node', [`snippet-${index + 1}.js`], { cwd: folder })));
}

/** A hook function as a module, with declarations of the functions that the README leaves to its reader. */
const asHook = (snippet: string) => [
  snippet.includes('import ') ? '' : 'import { rollout, type ReportableHookEvent } from \'cdk-canary-lambda/hook-sdk\';\ndeclare const event: ReportableHookEvent;',
  'declare function check(functionArn: string): Promise<void>;',
  'declare function placeTestOrder(functionArn: string): Promise<boolean>;',
  'declare function startLoadTest(handle: object): Promise<void>;',
  // A snippet without imports is the body of a hook.
  snippet.includes('import ') ? snippet : `export async function hook(): Promise<void> {\n${snippet}}`,
].join('\n');

test('the README\'s snippets of the construct compile and synthesize', async () => {
  const constructs = readme.filter(snippet => !snippet.includes('import '));
  expect(constructs.length).toBeGreaterThanOrEqual(4);
  await compileAndRun('snippets-readme', constructs.map(snippet => FIXTURE.replace('/// here', () => snippet)));
});

test('the README\'s snippets of the hook SDK compile and load', async () => {
  const hooks = readme.filter(snippet => snippet.includes('import '));
  expect(hooks.length).toBeGreaterThanOrEqual(1);
  await compileAndRun('snippets-hooks', hooks.map(asHook));
});

// The hook SDK is not part of the jsii assembly, so rosetta does not see it.
test('every @example of the hook SDK compiles and loads', async () => {
  const types = readFileSync(join(await npmProject(), 'node_modules', 'cdk-canary-lambda', 'lib', 'hook-sdk', 'rollout.d.ts'), 'utf8');
  const examples = [...types.matchAll(/@example\n((?:\s*\* ?.*\n)+?)\s*\*\//g)].map(match => match[1].replace(/^\s*\* ?/gm, ''));
  expect(examples.length).toBe(types.split('@example').length - 1);
  expect(examples.length).toBeGreaterThanOrEqual(2);
  await compileAndRun('snippets-hook-sdk', examples.map(asHook));
});

test('a snippet that the construct refuses fails', async () => {
  const wrong = FIXTURE.replace('/// here', 'new CanaryLambda(this, \'Wrong\', { function: ordersFn, retainVersions: 1 });');
  await expect(compileAndRun('snippets-wrong', [wrong])).rejects.toThrow(/`retainVersions` must be a whole number between 2 and 1000, got: 1/);
});
