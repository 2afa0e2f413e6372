// Bundles every src/runtime/<name>/<name>.lambda.ts into assets/<name>/index.js, and the command line into bin/.
// The AWS SDK stays outside: the Lambda runtime brings it, and a cold start should not parse it twice.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
// keepNames: error names reach logs and reports.
const options = JSON.parse(readFileSync(new URL('bundle-options.json', import.meta.url), 'utf8'));
const runtime = join(root, 'src', 'runtime');
const names = readdirSync(runtime, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && existsSync(join(runtime, entry.name, `${entry.name}.lambda.ts`)))
  .map(entry => entry.name);

const bundles = [
  ...names.map(name => ({ entry: join(runtime, name, `${name}.lambda.ts`), outfile: join('assets', name, 'index.js') })),
  { entry: join(root, 'src', 'cli', 'cdk-canary-lambda.ts'), outfile: join('bin', 'cdk-canary-lambda.js') },
];

rmSync(join(root, 'assets'), { recursive: true, force: true });
await Promise.all(bundles.map(({ entry, outfile }) => build({ entryPoints: [entry], outfile: join(root, outfile), ...options })));
console.log(`bundled ${bundles.map(({ outfile }) => outfile).join(', ')}`);
