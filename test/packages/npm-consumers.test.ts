import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmProject } from './support/npm-package';
import { filesOf } from './support/once';
import { run } from './support/run';
import { type Assembly, synth } from './support/synth';

jest.setTimeout(300_000);

const FIXTURES = join(__dirname, 'fixtures');
let project: string;

beforeAll(async () => {
  project = await npmProject();
});

/** A new folder in the project, with these files. */
function folder(name: string, files: Record<string, string>): string {
  const path = join(project, name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

/** Every consumer must get a canary, and our handlers' code as shipped. */
function expectCanary(assembly: Assembly): void {
  const { Resources } = assembly.template('Shop');
  const ofType = (type: string) => Object.values(Resources).filter(resource => resource.Type === type);
  expect(ofType('Custom::CanaryRollout')).toHaveLength(1);
  expect(ofType('AWS::Lambda::Alias')[0].UpdatePolicy.CodeDeployLambdaAliasUpdate.BeforeAllowTrafficHook).toBeDefined();
  const staged = filesOf(assembly.folder).filter(file => /asset\.[0-9a-f]+\/index\.js$/.test(file)).map(file => readFileSync(file, 'utf8'));
  const shipped = filesOf(join(project, 'node_modules', 'cdk-canary-lambda', 'assets')).map(file => readFileSync(file, 'utf8'));
  expect(staged.length).toBeGreaterThanOrEqual(2);
  expect(staged.filter(text => !shipped.includes(text))).toEqual([]);
}

const JAVASCRIPT_APP = `
const app = new App();
const stack = new Stack(app, 'Shop');
const create = id => new lambda.Function(stack, id, {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => undefined'),
});
new CanaryLambda(stack, 'Canary', { function: create('Orders'), beforeTraffic: Hook.invoke(create('SmokeTest')) });
if (typeof rollout.handler(() => undefined) !== 'function' || typeof rollout.report !== 'function') throw new Error('no hook SDK');
`;

test('CommonJS', async () => {
  const cwd = folder('commonjs', {
    'app.cjs': `
      const { App, Stack } = require('aws-cdk-lib');
      const lambda = require('aws-cdk-lib/aws-lambda');
      const { CanaryLambda, Hook } = require('cdk-canary-lambda');
      const { rollout } = require('cdk-canary-lambda/hook-sdk');
      ${JAVASCRIPT_APP}`,
  });
  expectCanary(await synth('commonjs', 'node', ['app.cjs'], { cwd }));
});

test('ES modules', async () => {
  const cwd = folder('es-modules', {
    'app.mjs': `
      import { App, Stack } from 'aws-cdk-lib';
      import * as lambda from 'aws-cdk-lib/aws-lambda';
      import { CanaryLambda, Hook } from 'cdk-canary-lambda';
      import { rollout } from 'cdk-canary-lambda/hook-sdk';
      ${JAVASCRIPT_APP}`,
  });
  expectCanary(await synth('es-modules', 'node', ['app.mjs'], { cwd }));
});

test('package.json and .jsii can be resolved, internals cannot', async () => {
  const cwd = folder('exports', {
    'ask.cjs': `
      for (const name of ['package.json', '.jsii', 'lib/cdk/shared/errors', 'lib/index.js', 'assets/gate/index.js']) {
        try { require.resolve('cdk-canary-lambda/' + name); console.log(name); } catch (error) { console.log(name, error.code); }
      }`,
  });
  expect((await run('node', ['ask.cjs'], { cwd })).trim().split('\n')).toEqual([
    'package.json', '.jsii', ...['lib/cdk/shared/errors', 'lib/index.js', 'assets/gate/index.js'].map(name => `${name} ERR_PACKAGE_PATH_NOT_EXPORTED`),
  ]);
});

describe.each([
  // TypeScript 6 deprecates this resolution, but many CDK apps still use it.
  ['node10', 'commonjs', { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' }],
  ['node16', 'commonjs', { module: 'node16', moduleResolution: 'node16' }],
  ['nodenext', 'module', { module: 'nodenext', moduleResolution: 'nodenext' }],
  ['bundler', 'module', { module: 'esnext', moduleResolution: 'bundler' }],
])('TypeScript with moduleResolution %s', (resolution, type, options) => {
  test('compiles strictly, synthesizes, loads the hook SDK', async () => {
    const cwd = folder(`typescript-${resolution}`, {
      'package.json': JSON.stringify({ private: true, type }),
      'tsconfig.json': JSON.stringify({
        compilerOptions: { ...options, target: 'es2022', lib: ['es2022'], types: [], strict: true, skipLibCheck: true, outDir: 'out', rootDir: '.' },
      }),
    });
    cpSync(FIXTURES, cwd, { recursive: true });
    await run('tsc', ['-p', cwd], { cwd });
    expectCanary(await synth(`typescript-${resolution}`, 'node', ['out/app.js'], { cwd }));
    expect(await run('node', ['--eval', 'import("./out/hook.js").then(({ handler }) => console.log(typeof handler))'], { cwd })).toBe('function\n');
  });

  // skipLibCheck hides a .d.ts that needs packages which users of the hook SDK don't install.
  test('the types of the hook SDK stand alone', async () => {
    const cwd = folder(`types-${resolution}`, {
      'package.json': JSON.stringify({ private: true, type }),
      'tsconfig.json': JSON.stringify({
        compilerOptions: { ...options, target: 'es2022', lib: ['es2022'], types: [], strict: true, skipLibCheck: false, noEmit: true }, files: ['hook.ts'],
      }),
      'hook.ts': readFileSync(join(FIXTURES, 'hook.ts'), 'utf8'),
    });
    await run('tsc', ['-p', cwd], { cwd });
    const loaded = (await run('tsc', ['-p', cwd, '--listFilesOnly'], { cwd })).split('\n').filter(file => file.includes('node_modules/') && !file.includes('/typescript/'));
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.filter(file => !file.includes('/cdk-canary-lambda/lib/'))).toEqual([]);
  });
});

test('a bundler packs a hook function without the CDK, small, with the AWS SDK left to Lambda', async () => {
  const cwd = folder('bundled', { 'hook.ts': readFileSync(join(FIXTURES, 'hook.ts'), 'utf8') });
  await run('esbuild', [
    'hook.ts', '--bundle', '--minify', '--platform=node', '--external:@aws-sdk/*', '--metafile=meta.json', '--outfile=hook.js', '--log-level=error',
  ], { cwd });
  const { inputs } = JSON.parse(readFileSync(join(cwd, 'meta.json'), 'utf8'));
  expect(Object.keys(inputs).filter(path => !/^hook\.ts$|cdk-canary-lambda\/lib\/(aws|hook-sdk|protocol)\//.test(path))).toEqual([]);
  expect(readFileSync(join(cwd, 'hook.js')).length).toBeLessThan(20_000);
  expect(await run('node', ['--eval', 'console.log(typeof require("./hook.js").handler)'], { cwd })).toBe('function\n');
});

test('the types of the hook SDK name no package', () => {
  const folderOfTypes = join(project, 'node_modules', 'cdk-canary-lambda', 'lib');
  const types = ['aws', 'hook-sdk', 'protocol'].flatMap(name => filesOf(join(folderOfTypes, name))).filter(file => file.endsWith('.d.ts'));
  const packages = types.flatMap(file => [...readFileSync(file, 'utf8').matchAll(/(?:^import|^export|^declare|^type|: import).*?(?:from |import\()['"]([^.'"][^'"]*)/gm)]
    .map(match => `${file.slice(folderOfTypes.length + 1)}: ${match[1]}`));
  expect(types.length).toBeGreaterThan(5);
  expect(packages).toEqual([]);
});

test('the command line works with only the package installed', async () => {
  const command = join(project, 'node_modules', '.bin', 'cdk-canary-lambda');
  const stdout = await run(command, ['plan', '--rps', '50', '--error-rate', '0.1', '--percentage', '10', '--window', '30', '--json'], { cwd: project });
  expect(JSON.parse(stdout)).toMatchObject({ canaryCallsPerMinute: 300 });
});
