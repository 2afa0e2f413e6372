import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const root = join(__dirname, '..', '..', '..');
const runtime = join(root, 'src', 'runtime');

/** The entry point that scripts/bundle.mjs bundles into this folder of assets/, such as websocket/connect.lambda.ts into `websocket-connect`. */
function entryOf(name: string): string {
  const entries = readdirSync(runtime, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.lambda.ts'));
  const assetOf = (file: string) => file.slice(0, -'.lambda.ts'.length).split(sep).filter((part, i, parts) => part !== parts[i - 1]).join('-');
  const entry = entries.find(file => assetOf(file) === name);
  if (!entry) throw new Error(`name must be that of a handler below src/runtime (${entries.map(assetOf).sort().join(', ')}), got: ${name}`);
  return join(runtime, entry);
}

/**
 * The bundle that ships, from assets/.
 *
 * A stale bundle would test old code, so this compares it with what the sources give now.
 */
export async function bundle(name: string): Promise<string> {
  const options = JSON.parse(await readFile(join(root, 'scripts', 'bundle-options.json'), 'utf8')) as BuildOptions;
  const { outputFiles } = await build({
    entryPoints: [entryOf(name)],
    ...options,
    write: false,
  });
  const shipped = await readFile(join(root, 'assets', name, 'index.js'), 'utf8').catch(() => 'missing');
  if (shipped !== outputFiles![0].text) throw new Error(`assets/${name} is not what src/runtime/${name} gives: run \`node scripts/bundle.mjs\``);
  return shipped;
}
