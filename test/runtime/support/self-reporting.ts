import { join } from 'node:path';
import { build } from 'esbuild';
import { type FaultProxy } from './fault-proxy';
import { type TestCloud } from './test-cloud';

const sdk = join(__dirname, '..', '..', '..', 'src', 'hook-sdk', 'index.ts');

/** A user's self-reporting hook, bundled as CDK's `NodejsFunction` does; `event`, `context` and `rollout` are in scope. */
export async function createSelfReportingHook(
  cloud: TestCloud, proxy: FaultProxy, body: string, options: { timeout?: number; environment?: Record<string, string> } = {},
): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { rollout } from ${JSON.stringify(sdk)};
        export const handler = rollout.handler(async (event, context) => { ${body} });`,
      resolveDir: __dirname,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['@aws-sdk/*'],
    write: false,
  });
  const name = cloud.name('hook');
  await cloud.createFunction(name, {
    code: outputFiles[0].text, timeout: options.timeout, environment: { AWS_ENDPOINT_URL_CODEDEPLOY: proxy.url, ...options.environment },
  });
  return name;
}
