// Makes a fresh clone ready: npm packages (with the pinned Node), the private Python environment, the build.
// Plain JavaScript on any Node ≥ 20: it runs before anything is installed. Each step is skipped if it is already done.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache');

/** The environment in which our own commands run: the pinned Node and the packages' commands come first. */
export const toolEnvironment = () => ({
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  CDK_DISABLE_VERSION_CHECK: 'true',
  ESLINT_USE_FLAT_CONFIG: 'false', // projen writes the older form
  npm_config_update_notifier: 'false',
});

/** Runs a command in the repository; its output is kept and shown only if it fails, or passed through on `show`. */
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

/** One step with its progress: a line while it runs, and the seconds it took. On stderr: stdout is for results (`--json`). */
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

/** Does the work only if the inputs have changed since it was last done. */
async function unlessDone(name, fingerprint, output, title, work) {
  const stamp = join(cache, `${name}.stamp`);
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
  await step(title, work);
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, fingerprint);
}

/** What files and folders hold, and where: a file that only moves changes it too. */
export function fingerprint(...paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(path => filesOf(join(root, path)))) {
    hash.update(`${relative(root, path)}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** A file itself, or all below a folder; nothing where nothing is. */
function filesOf(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  // `parentPath` came with Node 20.12; before, `path` was the same.
  return readdirSync(path, { withFileTypes: true, recursive: true }).filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

/** The npm packages of the lock file, the pinned Node among them. */
export async function ensurePackages() {
  await unlessDone('packages', fingerprint('package-lock.json'), join(root, 'node_modules', 'node', 'bin', 'node'),
    'npm packages and the pinned Node', () => run('npm', ['ci', '--no-audit', '--no-fund'], { env: process.env }));
}

/** A private Python environment with exactly what `requirements` (a path in the repository) names; its folder. */
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

/** The bundled handlers in assets/. */
export async function ensureBundles() {
  await unlessDone('bundles', fingerprint('src', 'scripts/bundle.mjs', 'scripts/bundle-options.json', 'package-lock.json'), join(root, 'assets'),
    'bundled handlers', () => run('node', ['scripts/bundle.mjs']));
}

/** The library compiled by jsii into lib/, as users get it. */
export async function ensureLibrary() {
  await unlessDone('library', fingerprint('src', 'package.json', 'package-lock.json', 'tsconfig.json'), join(root, 'lib', 'index.js'),
    'the library (jsii)', () => run('npx', ['jsii', '--silence-warnings=reserved-word']));
}
