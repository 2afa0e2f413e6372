// `npm start`: sets up what is missing, then rehearses the releases of the example in the local cloud. Runs on any Node ≥ 20.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureBundles, ensureLibrary, ensurePackages, ensurePython, root, toolEnvironment } from './setup.mjs';

try {
  await ensurePackages();
  await ensurePython('rehearsal', 'rehearsal/requirements.txt');
  await ensureBundles();
  await ensureLibrary();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const child = spawn(join(root, 'node_modules', 'node', 'bin', 'node'), ['--import', 'tsx', join(root, 'rehearsal', 'show', 'main.ts'), ...process.argv.slice(2)], {
  cwd: root,
  env: toolEnvironment(),
  // The channel closes when this process ends for any reason; the rehearsal then ends too.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
// Ctrl-C reaches both processes. A signal to this process alone is forwarded. The rehearsal cleans up and sets the exit code.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', error => {
  console.error(error.message);
  process.exitCode = 1;
});
child.on('close', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
