import { type ChildProcess } from 'node:child_process';

/** Kills a child that leads a process group (`detached`), with everything that it started. */
export function endProcessGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}
