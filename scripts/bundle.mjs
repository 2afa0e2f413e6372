// Bundles every src/runtime/**/<name>.lambda.ts into assets/<path>/index.js, and the command line into bin/.
// <path> is the handler's path below src/runtime, joined with dashes. If a handler has its folder's name, the name appears once:
// gate/gate.lambda.ts -> assets/gate, websocket/connect.lambda.ts and websocket/connect/connect.lambda.ts -> assets/websocket-connect.
// The AWS SDK is not bundled: the Lambda runtime provides it, and a cold start should not parse it twice.
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HANDLER = '.lambda.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
// keepNames: error names reach logs and reports.
const options = JSON.parse(readFileSync(new URL('bundle-options.json', import.meta.url), 'utf8'));
const runtime = join(root, 'src', 'runtime');
const handlers = readdirSync(runtime, { recursive: true }).filter(file => file.endsWith(HANDLER)).sort();

const bundles = [
  ...handlers.map(file => ({ entry: join(runtime, file), outfile: join('assets', assetName(file), 'index.js') })),
  { entry: join(root, 'src', 'cli', 'cdk-canary-lambda.ts'), outfile: join('bin', 'cdk-canary-lambda.js') },
];
const twice = bundles.find(({ outfile }, index) => bundles.findIndex(other => other.outfile === outfile) < index);
if (twice) throw new Error(`${twice.outfile} must come from one handler, got a second: ${twice.entry}`);

rmSync(join(root, 'assets'), { recursive: true, force: true });
await Promise.all(bundles.map(({ entry, outfile }) => build({ entryPoints: [entry], outfile: join(root, outfile), ...options })));
console.log(`bundled ${bundles.map(({ outfile }) => outfile).join(', ')}`);

function assetName(file) {
  const parts = file.slice(0, -HANDLER.length).split(sep);
  return parts.filter((part, index) => part !== parts[index - 1]).join('-');
}
