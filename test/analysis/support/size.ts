import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The analysis reaches every browser and every monitor: 16 KB minified at most. */
export const MOST_BYTES = 16 * 1024;

const FOLDER = join('src', 'analysis');

/** What the monitor and the dashboard need to judge a rollout. */
const JUDGE = 'export { analyse, begin, conclude, fold, newestDue, newestSettled, settledAt, versionReading } from \'./index\'';

/** Bytes of the bundle that judges a rollout. Refuses a file that has code and cannot be reached from the index: nothing but tests uses it. */
export function measureSize(): number {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  const reached = bundle('export * from \'./index\'').parts;
  const unused = bundle(files.map(name => `export * from './${name}'`).join('\n')).parts.filter(part => !reached.includes(part));
  if (unused.length > 0) throw new Error(`used by tests alone, or not at all: ${unused.join(', ')}`);
  return bundle(JUDGE).bytes;
}

/** The same for `readHistory()`, which prepares the input of the analysis once per rollout. */
export function measureHistory(): number {
  return bundle('export * from \'./history\'').bytes;
}

/** The code that judges a rollout, as it ships: a script that declares `verdict`. */
export function bundleOfJudge(): string {
  return bundle(JUDGE, 'iife').text;
}

function bundle(contents: string, format: 'esm' | 'iife' = 'esm'): { bytes: number; text: string; parts: string[] } {
  const { outputFiles: [file], metafile } = buildSync({
    stdin: { contents, resolveDir: FOLDER, loader: 'ts' },
    globalName: format === 'iife' ? 'verdict' : undefined,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format,
    platform: 'neutral',
    charset: 'utf8',
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  return { bytes: file.contents.length, text: file.text, parts: Object.keys(inputs).filter(name => inputs[name].bytesInOutput > 0) };
}
