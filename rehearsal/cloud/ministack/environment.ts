import { execFile } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { POLL_MILLIS_ENVIRONMENT, TIME_SCALE_ENVIRONMENT } from '../../../src/protocol/environment';
import { ACCOUNT, REGION } from '../account';
import { type ScaledTime } from '../scaled-time';

const root = join(__dirname, '..', '..', '..');

/**
 * The interpreter of the rehearsal's private Python environment, which is created if it is missing.
 *
 * `setup.mjs` is a plain script that works before anything is installed. It runs in a process of its own because Jest can't import ES
 * modules.
 */
export async function pythonInterpreter(): Promise<string> {
  const setup = pathToFileURL(join(root, 'scripts', 'setup.mjs')).href;
  const script = `import { ensurePython } from '${setup}'; await ensurePython('rehearsal', 'rehearsal/requirements.txt');`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return join(root, '.cache', 'python-rehearsal', 'bin', 'python');
}

/** Provides what a Lambda environment provides: Node (the pinned one) and the AWS SDK, and nothing else of our node_modules. */
export async function prepareHandlerRuntime(directory: string): Promise<void> {
  const bin = join(directory, 'bin');
  await mkdir(bin);
  await mkdir(join(directory, 'node_modules'));
  for (const scope of ['@aws-sdk', '@smithy']) {
    await symlink(join(root, 'node_modules', scope), join(directory, 'node_modules', scope));
  }
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  await writeFile(join(bin, 'node'), `#!/bin/sh\nexec '${node}' --disable-warning=DEP0169 --require '${join(__dirname, 'preload', 'aws-hosts.cjs')}' "$@"\n`);
  await chmod(join(bin, 'node'), 0o755);
}

/**
 * The environment of MiniStack and of every handler. It takes only the search path from the user's environment: no profile, no
 * credentials, no Python settings.
 *
 * @param handlerEndpoint where handlers find AWS
 */
export function ministackEnvironment(directory: string, handlerEndpoint: string, time: ScaledTime): NodeJS.ProcessEnv {
  return {
    PATH: `${join(directory, 'bin')}:${process.env.PATH ?? '/usr/bin:/bin'}`,
    HOME: directory,
    LANG: 'C.UTF-8',
    TMPDIR: directory,
    REHEARSAL_TMPDIR: directory,
    NODE_PATH: join(directory, 'node_modules'),
    AWS_ENDPOINT_URL: handlerEndpoint,
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_EC2_METADATA_DISABLED: 'true',
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_REGION: REGION,
    LOG_LEVEL: 'INFO',
    // Handlers that wait for a deployment poll as often as they would in an account, but in scaled time.
    [POLL_MILLIS_ENVIRONMENT]: String(Math.max(50, Math.round(time.millis(5)))),
    // The gate checks that a bake has lasted as long as it should.
    [TIME_SCALE_ENVIRONMENT]: String(time.scale),
    // Lambda waits one minute, then two, before it retries an asynchronous invocation.
    LAMBDA_ASYNC_RETRY_BASE_SECONDS: String(time.millis(60) / 1000),
    LAMBDA_ASYNC_RETRY_MAX_SECONDS: String(time.millis(300) / 1000),
    // Disables services that would open their own ports, and hides the user's Docker daemon.
    SFTP_ENABLED: '0',
    IOT_MTLS_ENABLED: '0',
    DOCKER_HOST: `unix://${join(directory, 'no-docker.sock')}`,
  };
}
