// API.md is committed and reviewed as a diff: it must be what the compiled library says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './setup.mjs';

const fresh = join(root, '.cache', 'API.md');
await run('jsii-docgen', ['-o', fresh]);
if (readFileSync(fresh, 'utf8') !== readFileSync(join(root, 'API.md'), 'utf8')) {
  throw new Error('API.md must match the public API, got: an older one. Run `npx projen docgen` and review the difference');
}
