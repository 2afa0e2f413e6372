import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const root = join(__dirname, '..', '..', '..');

/**
 * The bundle that ships, from assets/.
 *
 * A stale bundle would test old code, so this compares it with what the sources give now.
 */
export async function bundle(name: string): Promise<string> {
  const options = JSON.parse(await readFile(join(root, 'scripts', 'bundle-options.json'), 'utf8')) as BuildOptions;
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src', 'runtime', name, `${name}.lambda.ts`)],
    ...options,
    write: false,
  });
  const shipped = await readFile(join(root, 'assets', name, 'index.js'), 'utf8').catch(() => 'missing');
  if (shipped !== outputFiles![0].text) throw new Error(`assets/${name} is not what src/runtime/${name} gives: run \`node scripts/bundle.mjs\``);
  return shipped;
}
