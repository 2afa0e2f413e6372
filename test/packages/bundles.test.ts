import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { npmProject } from './support/npm-package';
import { filesOf } from './support/once';
import { EXAMPLES, ROOT } from './support/paths';
import { type Assembly, synth } from './support/synth';

jest.setTimeout(300_000);

const BUNDLES = filesOf(join(ROOT, 'assets'));
const nameOf = (bundle: string) => bundle.split('/').at(-2)!;

/** What a bundle loads at run time. */
function requiredBy(bundle: string): string[] {
  return [...readFileSync(bundle, 'utf8').matchAll(/\b(?:require|import)\("([^"]+)"\)/g)].map(match => match[1]);
}

/** Paths of the values in which two documents differ. */
function differences(one: unknown, other: unknown, path = ''): string[] {
  if (Object.is(one, other)) return [];
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) return [path];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap(key => differences(one[key], other[key], path ? `${path}.${key}` : key));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

describe.each(BUNDLES.map(bundle => [nameOf(bundle), bundle]))('bundle %s', (_name, bundle) => {
  test('contains no CDK', () => expect(readFileSync(bundle, 'utf8').includes('aws-cdk-lib')).toBe(false));

  test('is 150 KB or less', () => expect(readFileSync(bundle).length).toBeLessThanOrEqual(150 * 1024));

  test('loads the AWS SDK and Node\'s modules, and contains all other packages', () => {
    expect(requiredBy(bundle).filter(name => !name.startsWith('@aws-sdk/') && !isBuiltin(name))).toEqual([]);
  });
});

test('the AWS SDK stays outside of the bundles that use it', () => {
  expect(BUNDLES.filter(bundle => requiredBy(bundle).some(name => name.startsWith('@aws-sdk/'))).length).toBeGreaterThanOrEqual(3);
});

describe('a release that changes only our bundles', () => {
  let project: string;
  let before: Assembly;

  beforeAll(async () => {
    project = await npmProject();
    before = await synthesizeWith('as-released', () => undefined);
  });

  /** The orders example, synthesized with a changed copy of the package. */
  async function synthesizeWith(name: string, change: (packageFolder: string) => void): Promise<Assembly> {
    const app = join(project, `bundles-${name}`);
    rmSync(app, { recursive: true, force: true });
    const copy = join(app, 'node_modules', 'cdk-canary-lambda');
    cpSync(join(project, 'node_modules', 'cdk-canary-lambda'), copy, { recursive: true });
    cpSync(join(EXAMPLES, 'typescript', 'orders'), app, { recursive: true });
    change(copy);
    return synth(`bundles-${name}`, 'tsx', ['app.ts'], { cwd: app });
  }

  /** Where the template has the asset key of a bundle: at one function, or nowhere if the example does not use the bundle. */
  function assetKeysOf(assembly: Assembly, bundle: string): string[] {
    const code = readFileSync(bundle, 'utf8');
    const staged = filesOf(assembly.folder).find(file => file.endsWith('/index.js') && readFileSync(file, 'utf8') === code);
    if (!staged) return [];
    const hash = /asset\.([0-9a-f]+)/.exec(staged)![1];
    return Object.entries(assembly.template('Orders').Resources).filter(([, resource]) => resource.Properties?.Code?.S3Key === `${hash}.zip`)
      .map(([id]) => `Resources.${id}.Properties.Code.S3Key`);
  }

  test.each(BUNDLES.map(bundle => [nameOf(bundle), bundle]))('%s: changes its asset key only', async (name, bundle) => {
    const after = await synthesizeWith(name, copy => appendFileSync(join(copy, 'assets', name, 'index.js'), '\n// fixed'));
    expect(differences(before.template('Orders'), after.template('Orders'))).toEqual(assetKeysOf(before, bundle));
  });

  test('all of them, under a new version number: changes asset keys only, and starts no rollout', async () => {
    const after = await synthesizeWith('new-version', copy => {
      for (const bundle of BUNDLES) appendFileSync(join(copy, 'assets', nameOf(bundle), 'index.js'), '\n// fixed');
      const manifest = join(copy, 'package.json');
      writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), version: '99.0.0' }));
    });
    const keys = BUNDLES.flatMap(bundle => assetKeysOf(before, bundle));
    expect(keys.length).toBeGreaterThanOrEqual(3);
    expect(differences(before.template('Orders'), after.template('Orders')).sort()).toEqual(keys.sort());
    // CloudFormation compares these before it asks the provider for a rollout.
    const rollouts = (assembly: Assembly) => Object.entries(assembly.template('Orders').Resources).filter(([, resource]) => resource.Type === 'Custom::CanaryRollout');
    expect(rollouts(before)).toHaveLength(1);
    expect(rollouts(after)).toEqual(rollouts(before));
  });
});
