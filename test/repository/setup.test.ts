import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../packages/support/paths';

// A setup step runs again if the fingerprint of its inputs changes. If the fingerprint missed a change, an old build would stay.

let folder: string;

beforeEach(() => {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  folder = mkdtempSync(join(ROOT, '.cache', 'fingerprint-'));
  for (const name of ['a', 'b']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'a', 'one.ts'), 'one');
});
afterEach(() => rmSync(folder, { recursive: true }));

function fingerprint(...prelude: string[]): string {
  const script = [...prelude, `console.log((await import('./scripts/setup.mjs')).fingerprint('${relative(ROOT, folder)}', 'no-such-folder'))`].join(';');
  return execFileSync('node', ['--input-type=module', '-e', script], { cwd: ROOT, encoding: 'utf8' });
}

test('the fingerprint stays the same while nothing changes', () => {
  expect(fingerprint()).toBe(fingerprint());
});

test.each<[string, () => void]>([
  ['content', () => writeFileSync(join(folder, 'a', 'one.ts'), 'two')],
  ['a name', () => renameSync(join(folder, 'a', 'one.ts'), join(folder, 'a', 'two.ts'))],
  ['a folder', () => renameSync(join(folder, 'a', 'one.ts'), join(folder, 'b', 'one.ts'))],
])('the fingerprint changes with %s', (_what, change) => {
  const before = fingerprint();
  change();
  expect(fingerprint()).not.toBe(before);
});

test('the fingerprint is the same on Node 20.0, whose directory entries have no parentPath', () => {
  // That Node has `path` instead of `parentPath`.
  const older = 'import fs, { Dirent } from "node:fs"; import { syncBuiltinESMExports } from "node:module"; const read = fs.readdirSync;'
    + ' fs.readdirSync = (...all) => read(...all).map(e => Object.assign(Object.create(Dirent.prototype), { name: e.name, path: e.parentPath, isFile: () => e.isFile() }));'
    + ' syncBuiltinESMExports()';
  expect(fingerprint(older)).toBe(fingerprint());
});
