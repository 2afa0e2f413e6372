// API.md is committed, so that a change of the public API shows in a review. It must match the compiled library.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './setup.mjs';

const fresh = join(root, '.cache', 'API.md');
await run('jsii-docgen', ['-o', fresh]);
if (readFileSync(fresh, 'utf8') !== readFileSync(join(root, 'API.md'), 'utf8')) {
  throw new Error('API.md must match the public API, got: an outdated file. Run `npx projen docgen` and review the difference');
}
