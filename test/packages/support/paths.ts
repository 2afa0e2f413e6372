import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..', '..');
/** The folder in which tests of the packages build: large, and safe to delete. */
export const CACHE = join(ROOT, '.cache', 'packages');
export const EXAMPLES = join(ROOT, 'examples');
