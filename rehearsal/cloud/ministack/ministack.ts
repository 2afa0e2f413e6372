import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';
import { POLL_MILLIS_ENVIRONMENT } from '../../../src/protocol/environment';
import { ACCOUNT, REGION } from '../account';
import { type Feed } from '../feed';
import { type Invocation } from './invocation';
import { endProcessGroup } from '../process-group';
import { pythonInterpreter } from '../python-environment';
import { type ScaledTime } from '../scaled-time';

const root = join(__dirname, '..', '..', '..');
/** Shown when MiniStack ends unexpectedly. */
const LOG_LINES = 40;

/** An entry of PutEvents. */
export interface ServiceEvent {
  readonly Source: string;
  readonly DetailType: string;
  readonly Resources: string[];
  readonly Detail: string;
}

export interface MiniStackProps {
  /** Where handlers find AWS: the plane, not MiniStack itself. */
  readonly handlerEndpoint: string;
  readonly seed: number;
  readonly time: ScaledTime;
  readonly invocations: Feed<Invocation>;
  /** Called for each line that MiniStack writes, what handlers log among them. */
  readonly onLog?: (line: string) => void;
  /** Called when MiniStack ends without being asked to. */
  readonly onCrash: (error: Error) => void;
}

/** MiniStack as a child process, with a temporary directory that it takes along when it ends. */
export class MiniStack {
  static async start(props: MiniStackProps): Promise<MiniStack> {
    const python = await pythonInterpreter();
    const directory = await mkdtemp(join(tmpdir(), 'canary-rehearsal-'));
    try {
      await prepareHandlerRuntime(directory);
      const child = spawn(python, ['-B', join(__dirname, 'launch.py'), '--seed', String(props.seed)], {
        cwd: directory,
        env: environment(directory, props),
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
        // Leader of a process group of its own: Ctrl-C reaches us only, and ending the group ends every handler.
        detached: true,
      });
      const ministack = new MiniStack(child, directory);
      ministack.url = `http://127.0.0.1:${await ministack.ready(props)}`;
      return ministack;
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  url = '';
  private readonly log: string[] = [];
  private readonly exited: Promise<void>;
  private stopping = false;
  private readonly killGroup: () => void;
  /** We end without `stop()`: what was thrown nobody caught. Only what is synchronous runs now. */
  private readonly onExit: () => void;

  private constructor(private readonly child: ChildProcess, private readonly directory: string) {
    this.exited = new Promise(resolve => child.once('close', () => resolve()));
    this.killGroup = () => endProcessGroup(child);
    this.onExit = () => {
      this.killGroup();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    };
    process.once('exit', this.onExit);
    // Written to a child that has just died: `close` tells of that.
    child.stdin!.on('error', () => {});
  }

  /** Sends an event of an AWS service to EventBridge's default bus. */
  putServiceEvent(event: ServiceEvent): void {
    this.child.stdin!.write(`${JSON.stringify(event)}\n`);
  }

  /** Ends MiniStack and all handler processes. */
  async stop(): Promise<void> {
    this.stopping = true;
    process.off('exit', this.onExit);
    this.child.stdin?.destroy();
    const overdue = setTimeout(this.killGroup, 3000);
    await this.exited;
    clearTimeout(overdue);
    await rm(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }

  private ready(props: MiniStackProps): Promise<number> {
    return new Promise((resolve, reject) => {
      for (const stream of [this.child.stdout!, this.child.stderr!]) {
        createInterface({ input: stream }).on('line', line => {
          this.log.push(line);
          if (this.log.length > LOG_LINES) this.log.shift();
          props.onLog?.(line);
        });
      }
      createInterface({ input: this.child.stdio[3] as Readable }).on('line', line => {
        const message = JSON.parse(line);
        if (message.ready) resolve(message.ready.port);
        if (message.invocation) props.invocations.publish(message.invocation);
        if (message.warning) process.emitWarning(message.warning);
      });
      this.child.once('error', reject);
      this.child.once('close', code => {
        if (this.stopping) return;
        const error = new Error(`MiniStack ended unexpectedly (exit code ${code})\n${this.log.join('\n')}`);
        reject(error);
        props.onCrash(error);
      });
    });
  }
}

/** What a Lambda environment brings: Node (here the pinned one) and the AWS SDK, and nothing else of our node_modules. */
async function prepareHandlerRuntime(directory: string): Promise<void> {
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

/** Nothing of the user's environment but the search path: no profile, no credentials, no Python settings. */
function environment(directory: string, props: MiniStackProps): NodeJS.ProcessEnv {
  return {
    PATH: `${join(directory, 'bin')}:${process.env.PATH ?? '/usr/bin:/bin'}`,
    HOME: directory,
    LANG: 'C.UTF-8',
    TMPDIR: directory,
    REHEARSAL_TMPDIR: directory,
    NODE_PATH: join(directory, 'node_modules'),
    AWS_ENDPOINT_URL: props.handlerEndpoint,
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_EC2_METADATA_DISABLED: 'true',
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_REGION: REGION,
    LOG_LEVEL: 'INFO',
    // Handlers that wait for a deployment look as often as they would in an account, but in scaled time.
    [POLL_MILLIS_ENVIRONMENT]: String(Math.max(50, Math.round(props.time.millis(5)))),
    // Lambda waits a minute, then two, before it tries an asynchronous invocation again.
    LAMBDA_ASYNC_RETRY_BASE_SECONDS: String(props.time.millis(60) / 1000),
    LAMBDA_ASYNC_RETRY_MAX_SECONDS: String(props.time.millis(300) / 1000),
    // Services that would listen on ports of their own, or look for a Docker daemon of the user's.
    SFTP_ENABLED: '0',
    IOT_MTLS_ENABLED: '0',
    DOCKER_HOST: `unix://${join(directory, 'no-docker.sock')}`,
  };
}
