import { type ChildProcess } from 'node:child_process';

/** Ends a child that leads a process group (`detached`), and with it everything that it started. */
export function endProcessGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
