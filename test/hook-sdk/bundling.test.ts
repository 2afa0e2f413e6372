import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Format } from 'esbuild';

const SRC = join(__dirname, '..', '..', 'src');

// As in a new CDK app: the SDK of AWS is bundled where the runtime is no fixed one, and nobody has installed it.
test.each<Format>(['cjs', 'esm'])('the hook SDK bundles without the client, which the Lambda runtime has (%s)', async format => {
  const app = mkdtempSync(join(tmpdir(), 'hook-sdk-'));
  try {
    cpSync(SRC, app, { recursive: true });
    const outfile = join(app, 'index.js');
    const { errors } = await build({ entryPoints: [join(app, 'hook-sdk', 'index.ts')], bundle: true, platform: 'node', format, outfile, logLevel: 'silent' });
    expect(errors).toEqual([]);
    expect(readFileSync(outfile, 'utf8')).toContain('import("@aws-sdk/client-codedeploy")');
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
});
