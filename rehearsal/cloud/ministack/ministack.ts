import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';
import { ministackEnvironment, prepareHandlerRuntime, pythonInterpreter } from './environment';
import { type Feed } from '../feed';
import { type Invocation } from './invocation';
import { endProcessGroup } from '../process-group';
import { type ScaledTime } from '../scaled-time';

/** How many lines of the log are shown when MiniStack ends unexpectedly. */
const LOG_LINES = 40;

/** An entry of PutEvents. */
export interface ServiceEvent {
  readonly Source: string;
  readonly DetailType: string;
  readonly Resources: string[];
  readonly Detail: string;
}

export interface MiniStackProps {
  /** Where handlers find AWS: the front, not MiniStack itself. */
  readonly handlerEndpoint: string;
  readonly seed: number;
  readonly time: ScaledTime;
  readonly invocations: Feed<Invocation>;
  /** Called for each line that MiniStack or a handler writes. */
  readonly onLog?: (line: string) => void;
  /** Called when MiniStack ends although `stop` was not called. */
  readonly onCrash: (error: Error) => void;
}

/** MiniStack as a child process. Its temporary directory is removed when it ends. */
export class MiniStack {
  static async start(props: MiniStackProps): Promise<MiniStack> {
    const python = await pythonInterpreter();
    const directory = await mkdtemp(join(tmpdir(), 'canary-rehearsal-'));
    try {
      await prepareHandlerRuntime(directory);
      const child = spawn(python, ['-B', join(__dirname, 'launch.py'), '--seed', String(props.seed)], {
        cwd: directory,
        env: ministackEnvironment(directory, props.handlerEndpoint, props.time),
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
        // Leads a process group of its own: Ctrl-C reaches only this process, and ending the group ends every handler.
        detached: true,
      });
      const ministack = new MiniStack(child, directory, props.time);
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
  /** This process ends without `stop()`, on an uncaught error. Only synchronous work is possible now. */
  private readonly onExit: () => void;

  private constructor(private readonly child: ChildProcess, private readonly directory: string, private readonly time: ScaledTime) {
    this.exited = new Promise(resolve => child.once('close', () => resolve()));
    this.killGroup = () => endProcessGroup(child);
    this.onExit = () => {
      this.killGroup();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    };
    process.once('exit', this.onExit);
    // A write to a child that has just died fails; `close` reports the death.
    child.stdin!.on('error', () => {});
  }

  /** Sends an event of an AWS service to EventBridge's default bus. */
  putServiceEvent(event: ServiceEvent): void {
    this.child.stdin!.write(`${JSON.stringify(event)}\n`);
  }

  /** Sets after how many minutes each request for a custom resource is delivered a second time; undefined: never. */
  setSecondDelivery(minutes?: number): void {
    this.child.stdin!.write(`${JSON.stringify({ secondDelivery: minutes ? this.time.millis(minutes * 60) / 1000 : 0 })}\n`);
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
