import { join } from 'node:path';
import { buildSync } from 'esbuild';

test('the analysis is at most 10 KB minified, for the monitor and the dashboard alike', () => {
  const { outputFiles: [bundle] } = buildSync({
    entryPoints: [join(__dirname, '../../src/protocol/analysis/index.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    charset: 'utf8',
  });
  expect(bundle.contents.length).toBeLessThanOrEqual(10 * 1024);
});
