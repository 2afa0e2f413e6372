// `npm run bench`: all benchmarks; `npm run bench -- synth`: one. Each prints a table and keeps it in bench/results/.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundles, ensureLibrary, ensurePackages, root, run } from './setup.mjs';

const folder = join(root, 'bench');
const all = readdirSync(folder, { withFileTypes: true })
  .map(entry => (entry.isDirectory() ? `${entry.name}/${entry.name}` : entry.name.replace(/\.ts$/, '')))
  .filter(name => existsSync(join(folder, `${name}.ts`)));
const wanted = process.argv.slice(2).map(name => all.find(known => known === name || known.endsWith(`/${name}`)) ?? name);
const unknown = wanted.filter(name => !all.includes(name));
if (unknown.length > 0) {
  console.error(`npm run bench: must be among ${all.join(', ')}, got: ${unknown.join(', ')}`);
  process.exit(2);
}
await ensurePackages();
await ensureBundles();
await ensureLibrary();
for (const name of wanted.length > 0 ? wanted : all) await run('tsx', [join('bench', `${name}.ts`)], { show: true });
