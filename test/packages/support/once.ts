import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CACHE, ROOT } from './paths';

/**
 * Builds something expensive once for all test files and for all runs with the same inputs; returns its folder.
 *
 * Jest runs test files in separate processes: the first one builds, and the others wait for it.
 *
 * @param inputs files, folders and strings that the result depends on
 */
export async function once(name: string, inputs: string[], build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE, `${name}-${fingerprint(inputs)}`);
  const done = `${folder}.done`;
  if (existsSync(done)) return folder;
  return locked(name, async () => {
    if (existsSync(done)) return folder;
    forgetOlder(name);
    mkdirSync(folder, { recursive: true });
    await build(folder);
    writeFileSync(done, '');
    return folder;
  });
}

/** Does work that only one process at a time may do. */
export async function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(CACHE, { recursive: true });
  const lock = join(CACHE, `${name}.lock`);
  while (!taken(lock)) await sleep(200);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Takes the lock, if it is free. A hard link appears together with its content, so every lock that a process reads names its owner. */
function taken(lock: string): boolean {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, `${process.pid}`);
  try {
    linkSync(mine, lock);
    return true;
  } catch {
    removeIfOrphaned(lock, mine);
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** A killed test run leaves its lock behind. It is renamed first, so that only one of several processes removes it. */
function removeIfOrphaned(lock: string, mine: string): void {
  try {
    const owner = readFileSync(lock, 'utf8');
    if (isAlive(Number(owner))) return;
    renameSync(lock, `${mine}.orphan`);
    if (readFileSync(`${mine}.orphan`, 'utf8') !== owner) linkSync(`${mine}.orphan`, lock); // another process was faster: this lock has a new owner
    rmSync(`${mine}.orphan`, { force: true });
  } catch {
    // the lock is gone: try again
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Builds are large, so only the newest of each name stays. */
function forgetOlder(name: string): void {
  for (const entry of readdirSync(CACHE)) {
    if (new RegExp(`^${name}-[0-9a-f]{16}(\\.done)?$`).test(entry)) rmSync(join(CACHE, entry), { recursive: true, force: true });
  }
}

function fingerprint(inputs: string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const files = existsSync(input) ? filesOf(input) : [];
    if (files.length === 0) hash.update(input);
    for (const file of files) hash.update(relative(ROOT, file)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** All files below a path, in a stable order. */
export function filesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}
