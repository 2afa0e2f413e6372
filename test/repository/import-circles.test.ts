import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CACHE, ROOT } from '../packages/support/paths';
import { attempt } from '../packages/support/run';

jest.setTimeout(60_000);

/** Looks for import cycles with the repository's own configuration. */
const lookAt = (...folders: string[]) => attempt('depcruise', ['--config', '.dependency-cruiser.json', ...folders], { cwd: ROOT });

test('no file imports itself by way of others', async () => {
  const { code, stdout } = await lookAt('src', 'rehearsal', 'bench', 'test', 'examples', 'projenrc');
  expect(stdout).toMatch(/no dependency violations found \(\d{3} modules/);
  expect(code).toBe(0);
});

test('a cycle of type imports is reported too', async () => {
  const folder = join(CACHE, 'circle');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'one.ts'), 'import { type Two } from \'./two\';\nexport interface One { readonly two?: Two }\n');
  writeFileSync(join(folder, 'two.ts'), 'import { type One } from \'./one\';\nexport interface Two { readonly one?: One }\n');
  const { code, stdout } = await lookAt(relative(ROOT, folder));
  expect(stdout).toContain('no-circle');
  expect(code).toBe(1);
});
