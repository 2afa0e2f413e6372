import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmProject } from './support/npm-package';
import { CACHE, ROOT } from './support/paths';
import { attempt } from './support/run';

jest.setTimeout(300_000);

interface Documented {
  readonly docs?: { example?: string };
  readonly kind?: string;
  methods?: Documented[];
  readonly name?: string;
  readonly static?: boolean;
}

interface Assembly {
  types: Record<string, Documented>;
  readme?: unknown;
}

/** A copy of the shipped package, since rosetta writes its output beside its input. Tests can change the copy's assembly. */
async function shippedPackage(name: string, change: (assembly: Assembly) => void): Promise<string> {
  const folder = join(CACHE, `documentation-${name}`);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(await npmProject(), 'node_modules', 'cdk-canary-lambda'), folder, { recursive: true });
  cpSync(join(ROOT, 'rosetta'), join(folder, 'rosetta'), { recursive: true }); // the package does not contain it: users do not need it
  const assembly: Assembly = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8'));
  delete assembly.readme; // the README has its own fixture, see snippets.test.ts; an @example must not depend on it
  change(assembly);
  writeFileSync(join(folder, '.jsii'), JSON.stringify(assembly));
  return folder;
}

async function compileExamples(assembly: string) {
  const { code, stdout, stderr } = await attempt('jsii-rosetta', ['extract', '--strict', '--batch', '1000', '--directory', await npmProject(), assembly]);
  return { code, output: stdout + stderr };
}

test('every @example compiles', async () => {
  let examples: (string | undefined)[] = [];
  const folder = await shippedPackage('as-shipped', ({ types }) => {
    examples = Object.values(types).flatMap(type => [type, ...(type.methods ?? [])]).map(item => item.docs?.example);
  });
  expect(await compileExamples(folder)).toEqual({ code: 0, output: expect.not.stringContaining('error') });
  const { snippets } = JSON.parse(readFileSync(join(folder, '.jsii.tabl.json'), 'utf8'));
  expect(Object.keys(snippets).length).toBe(examples.filter(example => example !== undefined).length);
});

test('an @example that no longer compiles is refused', async () => {
  const folder = await shippedPackage('wrong', assembly => {
    const { 'cdk-canary-lambda.Rollout': rollout } = assembly.types;
    rollout.docs!.example = rollout.docs!.example!.replace('percentage: 20', 'percent: 20');
    assembly.types = { 'cdk-canary-lambda.Rollout': { ...rollout, methods: [] } };
  });
  const { code, output } = await compileExamples(folder);
  expect(code).not.toBe(0);
  expect(output).toContain('\'percent\' does not exist in type \'ShiftOptions\'');
});

test('every class and every factory has an @example', async () => {
  const { types }: Assembly = JSON.parse(readFileSync(join(await npmProject(), 'node_modules', 'cdk-canary-lambda', '.jsii'), 'utf8'));
  const items = Object.values(types).filter(type => type.kind === 'class').flatMap(type => [type, ...(type.methods ?? []).filter(method => method.static)]);
  expect(items.length).toBeGreaterThan(10);
  expect(items.filter(item => !item.docs?.example).map(item => item.name)).toEqual([]);
});
