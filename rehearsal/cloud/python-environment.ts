import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const root = join(__dirname, '..', '..');

/**
 * The interpreter of the rehearsal's private Python environment, which is made if it is missing.
 *
 * The set-up is a plain script that works before anything is installed; it runs in a process of its own because Jest can't
 * import ES modules.
 */
export async function pythonInterpreter(): Promise<string> {
  const setup = pathToFileURL(join(root, 'scripts', 'setup.mjs')).href;
  const script = `import { ensurePython } from '${setup}'; await ensurePython('rehearsal', 'rehearsal/requirements.txt');`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return join(root, '.cache', 'python-rehearsal', 'bin', 'python');
}
