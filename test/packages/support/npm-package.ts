import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from './once';
import { ROOT } from './paths';
import { run } from './run';

/** Everything that determines the packages' content. */
const PACKAGE_INPUTS = ['lib', 'assets', 'bin', 'rosetta', '.jsii', '.npmignore', 'package.json', 'README.md', 'LICENSE'].map(name => join(ROOT, name));

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** The oldest CDK that we support; the repository is locked to it. */
export const FLOOR = { cdk: devDependencies['aws-cdk-lib'] as string, constructs: devDependencies.constructs as string };

/** Runs jsii-pacmak for one target; returns the folder with its artifacts. */
export async function pacmak(target: 'js' | 'python'): Promise<string> {
  for (const built of ['lib/index.js', 'assets/gate/index.js', '.jsii']) {
    if (!existsSync(join(ROOT, built))) throw new Error(`${built} is missing: build the library first, as \`npm test -- packages\` does`);
  }
  const folder = await once(`pacmak-${target}`, PACKAGE_INPUTS, async outdir => {
    await run('jsii-pacmak', ['--target', target, '--outdir', outdir, '--no-npmignore']);
  });
  return join(folder, target);
}

/** The npm tarball. */
export async function tarball(): Promise<string> {
  return onlyFile(await pacmak('js'), '.tgz');
}

/** A project in which npm has installed the tarball and the oldest CDK that we support. */
export async function npmProject(): Promise<string> {
  const file = await tarball();
  return once('npm-project', [file, FLOOR.cdk, FLOOR.constructs], async folder => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
    await npmInstall(folder, file, `aws-cdk-lib@${FLOOR.cdk}`, `constructs@${FLOOR.constructs}`);
  });
}

/** The same with the newest CDK on npm. */
export async function newestNpmProject(): Promise<string> {
  const [file, version] = [await tarball(), (await run('npm', ['view', 'aws-cdk-lib', 'version'])).trim()];
  return once('npm-newest', [file, version], async folder => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
    await npmInstall(folder, file, `aws-cdk-lib@${version}`, 'constructs');
  });
}

function npmInstall(folder: string, ...packages: string[]): Promise<string> {
  return run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', ...packages], { cwd: folder });
}

export function onlyFile(folder: string, extension: string): string {
  const files = readdirSync(folder).filter(name => name.endsWith(extension));
  if (files.length !== 1) throw new Error(`${folder} must hold one *${extension}, got: ${files.join(', ') || 'no such file'}`);
  return join(folder, files[0]);
}
