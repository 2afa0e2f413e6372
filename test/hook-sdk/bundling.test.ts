import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Format } from 'esbuild';

const SRC = join(__dirname, '..', '..', 'src');

// As in a new CDK app: without a fixed runtime the CDK bundles the AWS SDK, which is not installed.
test.each<Format>(['cjs', 'esm'])('the hook SDK bundles without the clients, which the Lambda runtime has (%s)', async format => {
  const app = mkdtempSync(join(tmpdir(), 'hook-sdk-'));
  try {
    cpSync(SRC, app, { recursive: true });
    const outfile = join(app, 'index.js');
    const { errors } = await build({ entryPoints: [join(app, 'hook-sdk', 'index.ts')], bundle: true, platform: 'node', format, outfile, logLevel: 'silent' });
    expect(errors).toEqual([]);
    for (const client of ['codedeploy', 'lambda']) expect(readFileSync(outfile, 'utf8')).toContain(`import("@aws-sdk/client-${client}")`);
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
});
