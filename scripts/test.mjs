// `npm test` sets up what is missing, runs all layers and ends with a line that counts passed and failed tests.
// `npm test -- unit runtime` runs only the layers named, `npm test -- quick` the layers to run before a commit.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundles, ensureLibrary, ensurePackages, ensurePython, root, run, step, toolEnvironment } from './setup.mjs';

const results = join(root, '.cache', 'results');
const newest = join(root, '.cache', 'cdk-newest');

/** Each layer relies only on the layers above it. */
const LAYERS = {
  lint: () => [
    check('types', 'tsc', ['-p', 'tsconfig.dev.json']),
    check('style and import zones', 'eslint', ['--no-error-on-unmatched-pattern', '--ext', '.ts', 'src', 'test', 'projenrc', 'rehearsal', 'examples', 'bench', '.projenrc.ts']),
    check('API.md is current', 'node', ['scripts/check-api.mjs']),
    jest('the repository', ['test/repository/']),
  ],
  unit: () => [jest('unit', ['test/(cdk|analysis|aws|cli)/'])],
  newest: async () => [jest('unit, newest aws-cdk-lib', ['test/cdk/'], await newestCdk())],
  runtime: () => [jest('runtime', ['test/(runtime|hook-sdk)/'])],
  conformance: () => [jest('conformance', ['test/conformance/'])],
  rehearsal: () => [jest('rehearsal', ['test/rehearsal/'])],
  'end-to-end': () => [jest('end to end', ['test/end-to-end/'])],
  packages: () => [jest('packages', ['test/(packages|examples)/'])],
};

const QUICK = ['lint', 'unit', 'runtime'];

const asked = process.argv.slice(2);
const unknown = asked.filter(name => name !== 'quick' && !(name in LAYERS));
if (unknown.length > 0) {
  console.error(`npm test: layers must be among quick, ${Object.keys(LAYERS).join(', ')}, got: ${unknown.join(', ')}`);
  process.exit(2);
}

const named = new Set(asked.flatMap(name => (name === 'quick' ? QUICK : [name])));
const layers = Object.keys(LAYERS).filter(name => asked.length === 0 || named.has(name));

const totals = { passed: 0, failed: 0 };
try {
  await ensurePackages();
  await ensureBundles();
  await ensureLibrary();
  await ensurePython('rehearsal', 'rehearsal/requirements.txt');
  await ensurePython('test', 'test/requirements.txt');
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  for (const name of layers) {
    try {
      for (const work of await LAYERS[name]()) {
        const { passed, failed } = await work();
        totals.passed += passed;
        totals.failed += failed;
      }
    } catch (error) { // for example, npm is unreachable for the newest CDK: counts as one failure, and the next layers still run
      console.error(error.message);
      totals.failed += 1;
    }
  }
} catch (error) {
  console.error(error.message);
  totals.failed += 1;
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;

/** A command that passes or fails as a whole counts as one test. */
function check(title, command, args) {
  return async () => {
    try {
      await step(title, () => run(command, args));
      return { passed: 1, failed: 0 };
    } catch (error) {
      console.error(error.message);
      return { passed: 0, failed: 1 };
    }
  };
}

function jest(title, patterns, extra = []) {
  return async () => {
    console.log(`\n── ${title} ──`);
    const report = join(results, `${title.replace(/\W+/g, '-')}.json`);
    const code = await spawnShown('node', [join('node_modules', 'jest', 'bin', 'jest.js'), '--json', `--outputFile=${report}`, '--maxWorkers=2', ...extra, ...patterns]);
    if (!existsSync(report)) return { passed: 0, failed: 1 };
    const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites: broken } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = numFailedTests + broken;
    return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
  };
}

/** Jest writes its progress to stderr. With --json it writes the report to stdout as well, which we ignore: the file contains it. */
function spawnShown(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: toolEnvironment(), stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', resolve);
  });
}

/** Jest arguments that replace the locked aws-cdk-lib, our floor, by the newest one on npm. */
async function newestCdk() {
  const version = (await run('npm', ['view', 'aws-cdk-lib', 'version'])).trim().split('\n').pop();
  const installed = join(newest, 'node_modules', 'aws-cdk-lib', 'package.json');
  if (!existsSync(installed) || JSON.parse(readFileSync(installed, 'utf8')).version !== version) {
    await step(`aws-cdk-lib ${version}, the newest`, async () => {
      rmSync(newest, { recursive: true, force: true });
      mkdirSync(newest, { recursive: true });
      writeFileSync(join(newest, 'package.json'), JSON.stringify({ private: true }));
      await run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', `aws-cdk-lib@${version}`, 'constructs'], { cwd: newest });
    });
  }
  const packages = join(newest, 'node_modules');
  return [`--moduleNameMapper=${JSON.stringify({ '^(aws-cdk-lib|constructs)((/.*)?)$': `${packages}/$1$2` })}`];
}
