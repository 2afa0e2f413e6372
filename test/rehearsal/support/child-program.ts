import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Feed } from '../../../rehearsal/cloud/feed';

const root = join(__dirname, '..', '..', '..');

/** A TypeScript program in a process of its own, as a user starts it. */
export class ChildProgram {
  public readonly lines = new Feed<string>();
  public readonly exited: Promise<number | NodeJS.Signals>;
  private readonly child: ChildProcess;

  /** @param file a path in the repository */
  public constructor(file: string, ...args: string[]) {
    this.child = spawn(process.execPath, ['--import', 'tsx', join(root, file), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      createInterface({ input: stream }).on('line', line => this.lines.publish(line));
    }
    this.exited = new Promise(resolve => this.child.once('close', (code, signal) => {
      this.lines.close();
      resolve(code ?? signal!);
    }));
  }

  public get pid(): number {
    return this.child.pid!;
  }

  public kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
