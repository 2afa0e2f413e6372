// Writes API.md, after compiling the library if its sources have changed.
import { ensureLibrary, run } from './setup.mjs';

await ensureLibrary();
await run('jsii-docgen', ['-o', 'API.md']);
