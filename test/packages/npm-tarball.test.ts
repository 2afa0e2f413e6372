import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { npmProject, tarball } from './support/npm-package';
import { filesOf } from './support/once';
import { ROOT } from './support/paths';
import { run } from './support/run';

jest.setTimeout(300_000);

let files: string[];
let manifest: Record<string, any>;

beforeAll(async () => {
  const file = await tarball();
  files = (await run('tar', ['-tzf', file])).trim().split('\n').map(name => name.replace(/^package\//, ''));
  manifest = JSON.parse(await run('tar', ['-xzOf', file, 'package/package.json']));
});

test.each(['LICENSE', 'README.md', 'package.json', '.jsii', 'lib/index.js', 'lib/index.d.ts', 'lib/hook-sdk/index.js', 'lib/hook-sdk/index.d.ts'])(
  'holds %s', name => expect(files).toContain(name));

test('holds every handler that constructs refer to, and no other file in assets/', () => {
  const source = readFileSync(join(ROOT, 'src', 'cdk', 'shared', 'runtime-function.ts'), 'utf8');
  const handlers = [.../handler: ('.*');/.exec(source)![1].matchAll(/'([^']+)'/g)].map(match => match[1]);
  expect(handlers.length).toBeGreaterThanOrEqual(3);
  expect(files.filter(name => name.startsWith('assets/')).sort()).toEqual(handlers.map(name => `assets/${name}/index.js`).sort());
});

test('holds only what users need', () => {
  const text = ['LICENSE', 'README\\.md', 'API\\.md', 'CHANGELOG\\.md', 'package\\.json', '\\.jsii'];
  const code = ['assets/.*', 'bin/cdk-canary-lambda\\.js', 'lib/(analysis|aws|cdk|hook-sdk|protocol)/.*', 'lib/index\\.(js|d\\.ts)'];
  const known = new RegExp(`^(${[...text, ...code].join('|')})$`);
  expect(files.filter(name => !known.test(name))).toEqual([]);
});

test('holds no TypeScript sources and no tests', () => {
  expect(files.filter(name => /(?<!\.d)\.ts$|\.test\./.test(name))).toEqual([]);
});

test('lib/ has every module that another module loads', async () => {
  const shipped = new Set(files);
  const missing: string[] = [];
  for (const name of files.filter(file => /^lib\/.*(\.js|\.d\.ts)$/.test(file))) {
    const text = readFileSync(join(await npmProject(), 'node_modules', manifest.name, name), 'utf8').replace(/^\/\/# sourceMappingURL.*$/m, '');
    for (const [, target] of text.matchAll(/(?:require|from|import)\s*\(?["'](\.{1,2}\/[^"']+)["']/g)) {
      const path = join(name, '..', target);
      const extension = name.endsWith('.d.ts') ? '.d.ts' : '.js';
      if (![`${path}${extension}`, `${path}/index${extension}`, path].some(candidate => shipped.has(candidate))) missing.push(`${name} → ${target}`);
    }
  }
  expect(missing).toEqual([]);
});

test('is 2 MB or less', async () => {
  expect(statSync(await tarball()).size).toBeLessThanOrEqual(2 * 1024 * 1024);
});

test('depends on no package but the CDK', () => {
  const { dependencies, optionalDependencies, bundledDependencies, bundleDependencies, peerDependencies } = manifest;
  expect({ dependencies, optionalDependencies, bundledDependencies, bundleDependencies }).toEqual({});
  expect(Object.keys(peerDependencies).sort()).toEqual(['aws-cdk-lib', 'constructs']);
});

test('runs nothing when it is installed', () => {
  const hooks = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'prepublish', 'prepack', 'dependencies'];
  expect(Object.keys(manifest.scripts).filter(name => hooks.includes(name))).toEqual([]);
});

test('npm installs it beside the CDK, and nothing else', async () => {
  const names = filesOf(join(await npmProject(), 'node_modules', '.package-lock.json'));
  const { packages } = JSON.parse(readFileSync(names[0], 'utf8'));
  const own = Object.keys(packages).filter(path => !path.includes('/@aws-cdk/') && !path.startsWith('node_modules/aws-cdk-lib/'));
  expect(own.sort()).toEqual(['node_modules/aws-cdk-lib', 'node_modules/cdk-canary-lambda', 'node_modules/constructs']);
});
