// Prepares a fresh clone: npm packages (with the pinned Node), private Python environments, the build.
// Plain JavaScript for any Node ≥ 20, because it runs before anything is installed. Steps that are already done are skipped.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache');

/** The environment of our own commands: the pinned Node and the packages' commands come first in `PATH`. */
export const toolEnvironment = () => ({
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  CDK_DISABLE_VERSION_CHECK: 'true',
  ESLINT_USE_FLAT_CONFIG: 'false', // projen writes the older format
  npm_config_update_notifier: 'false',
});

/** Runs a command in the repository and returns its output. If it fails, the error contains the output; with `show`, the output goes to the terminal. */
export function run(command, args, { cwd = root, env = toolEnvironment(), show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout?.on('data', chunk => output.push(chunk));
    child.stderr?.on('data', chunk => output.push(chunk));
    child.on('error', reject);
    child.on('close', code => {
      const text = Buffer.concat(output).toString();
      if (code === 0) resolve(text);
      else reject(new Error(`${command} ${args.join(' ')} failed (exit code ${code})\n${text}`));
    });
  });
}

/** Runs one step and reports it on stderr, with the seconds it took; stdout is for results (such as those of `--json`). */
export async function step(title, work) {
  const started = Date.now();
  process.stderr.write(`• ${title} …`);
  try {
    const result = await work();
    process.stderr.write(`${process.stderr.isTTY ? `\r✓ ${title}  ` : ' done '}${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    return result;
  } catch (error) {
    process.stderr.write(' failed\n');
    throw error;
  }
}

/** Does the work only if the fingerprint of its inputs has changed since the last time, or an output is missing. */
async function unlessDone(name, fingerprint, outputs, title, work) {
  const stamp = join(cache, `${name}.stamp`);
  if ([outputs].flat().every(output => existsSync(output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
  await step(title, work);
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, fingerprint);
}

/** A hash of the paths and contents of files and folders; moving a file changes it too. */
export function fingerprint(...paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(path => filesOf(join(root, path)))) {
    hash.update(`${relative(root, path)}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** The file itself, or all files below a folder; empty if the path does not exist. */
function filesOf(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  // `parentPath` exists since Node 20.12; before, `path` was the same.
  return readdirSync(path, { withFileTypes: true, recursive: true }).filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

/** Installs the npm packages of the lock file, including the pinned Node. */
export async function ensurePackages() {
  await unlessDone('packages', fingerprint('package-lock.json'), join(root, 'node_modules', 'node', 'bin', 'node'),
    'npm packages and the pinned Node', () => run('npm', ['ci', '--no-audit', '--no-fund'], { env: process.env }));
}

/** Creates a private Python environment with exactly the packages of `requirements` (a path in the repository); returns its folder. */
export async function ensurePython(name, requirements) {
  const folder = join(cache, `python-${name}`);
  await unlessDone(`python-${name}`, fingerprint(requirements), join(folder, 'bin', 'python'),
    `Python environment for ${name}`, async () => {
      rmSync(folder, { recursive: true, force: true });
      await run('python3', ['-m', 'venv', folder]);
      await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', join(root, requirements)]);
    });
  return folder;
}

/** Bundles the handlers into assets/. */
export async function ensureBundles() {
  await unlessDone('bundles', fingerprint('src', 'scripts/bundle.mjs', 'scripts/bundle-options.json', 'package-lock.json'), join(root, 'assets'),
    'bundled handlers', () => run('node', ['scripts/bundle.mjs']));
}

/** Compiles the library with jsii into lib/, as users get it. */
export async function ensureLibrary() {
  await unlessDone('library', fingerprint('src', 'package.json', 'package-lock.json', 'tsconfig.json'), [join(root, 'lib', 'index.js'), join(root, '.jsii')],
    'the library (jsii)', () => {
      // The output of a moved source file would stay and could hide the new one: lib/analysis.js hides lib/analysis/index.js.
      rmSync(join(root, 'lib'), { recursive: true, force: true });
      return run('npx', ['jsii', '--silence-warnings=reserved-word']);
    });
}
