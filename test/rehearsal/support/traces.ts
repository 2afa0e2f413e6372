import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';

/** A file of a process in Linux's /proc; empty if the process has ended. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

const processes = () => readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number);

/** Process id and temporary folder of the MiniStack that this process started. */
export function ministackOf(parent: number): { pid: number; folder: string } {
  for (const pid of processes()) {
    const folder = /(?:^|\0)REHEARSAL_TMPDIR=([^\0]+)/.exec(read(pid, 'environ'))?.[1];
    if (folder && read(pid, 'status').includes(`PPid:\t${parent}\n`)) return { pid, folder };
  }
  throw new Error(`No MiniStack was started by ${parent}`);
}

/** Processes of MiniStack and the handlers of one cloud: all of them use its temporary folder. */
export function processesOf(folder: string): number[] {
  return processes().filter(pid => read(pid, 'environ').includes(`REHEARSAL_TMPDIR=${folder}\0`));
}

/** Processes other than this one that name a path in their environment or command line. */
export function processesNaming(path: string): number[] {
  return processes().filter(pid => pid !== process.pid && (read(pid, 'environ') + read(pid, 'cmdline')).includes(path));
}

/** Local addresses on which the process listens, in hexadecimal as the kernel writes them: `0100007F` is 127.0.0.1. */
export function listeningAddresses(pid: number): string[] {
  const inodes = readdirSync(`/proc/${pid}/fd`).map(fd => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
    } catch {
      return undefined;
    }
  });
  const sockets = ['net/tcp', 'net/tcp6'].flatMap(file => read(pid, file).trim().split('\n').slice(1)).map(line => line.trim().split(/\s+/));
  return sockets.filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.includes(inode)).map(([, local]) => local.split(':')[0]);
}

/** Whether a server listens at this URL. */
export function listening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname, () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Polls until a condition holds that depends on another process. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Timed out after 15 s: expected that ${what}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
