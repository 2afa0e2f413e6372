import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadESLint } from 'eslint';
import { ROOT } from './support/paths';

const RULE = 'import/no-restricted-paths';
const configuration = JSON.parse(readFileSync(join(ROOT, '.eslintrc.json'), 'utf8').replace(/^\/\/.*/, ''));
const zones: { message: string }[] = configuration.rules[RULE][1].zones;

/** What the rule says of a file with one import; nothing is written to disk. */
async function complaints(file: string, imported: string, kind = ''): Promise<string[]> {
  const LegacyESLint = await loadESLint({ useFlatConfig: false });
  const eslint = new LegacyESLint({
    cwd: ROOT,
    useEslintrc: false,
    // The repository's own configuration, of which only this rule needs no types: a run takes a moment instead of seconds.
    baseConfig: { ...configuration, rules: { [RULE]: configuration.rules[RULE] }, parserOptions: { ecmaVersion: 2022, sourceType: 'module' } },
  });
  const [{ messages }] = await eslint.lintText(`import ${kind}* as imported from '${imported}';\nexport { imported };\n`, { filePath: join(ROOT, file) });
  return messages.map(message => `${message.ruleId ?? 'fatal'}: ${message.message}`);
}

const FORBIDDEN: [file: string, imported: string, message: string][] = [
  ['src/protocol/made-up.ts', '../rollout', 'protocol imports nothing'],
  ['src/protocol/made-up.ts', '../hook-sdk/retry', 'protocol imports nothing'],
  ['src/protocol/made-up.ts', 'constructs', 'protocol imports nothing'],
  ['src/private/made-up.ts', '../runtime/gate/gate', 'The CDK side reaches the run time'],
  ['src/made-up.ts', './hook-sdk', 'The CDK side reaches the run time'],
  ['src/made-up.ts', '@aws-sdk/client-lambda', 'The CDK side reaches the run time'],
  ['src/private/made-up.ts', '@aws-sdk/client-codedeploy', 'The CDK side reaches the run time'],
  ['src/private/made-up.ts', '@aws-lambda-powertools/logger', 'The CDK side reaches the run time'],
  ['src/hook-sdk/made-up.ts', '@aws-lambda-powertools/logger', 'The hook SDK knows the protocol and the AWS SDK only'],
  ['src/hook-sdk/made-up.ts', '../cli/main', 'The hook SDK knows the protocol and the AWS SDK only'],
  ['src/cli/made-up.ts', '../hook-sdk/retry', 'The CLI knows the protocol and the AWS SDK only'],
  ['src/cli/made-up.ts', '../runtime/gate/gate', 'The CLI knows the protocol and the AWS SDK only'],
  ['src/cli/made-up.ts', '@aws-lambda-powertools/metrics', 'The CLI knows the protocol and the AWS SDK only'],
  ['src/runtime/gate/made-up.ts', '../../cli/main', 'Handlers know nothing of the CLI'],
  ['src/runtime/gate/made-up.ts', '../../private/limits', 'Run-time code must not pull the CDK into a bundle'],
  ['src/runtime/gate/made-up.ts', 'aws-cdk-lib', 'Run-time code must not pull the CDK into a bundle'],
  ['src/hook-sdk/made-up.ts', '../rollout-event', 'Run-time code must not pull the CDK into a bundle'],
  ['src/hook-sdk/made-up.ts', '../runtime/gate/verdict', 'The hook SDK knows the protocol and the AWS SDK only'],
  ['rehearsal/made-up.ts', '../src/canary-lambda', 'The rehearsal runs what is built'],
  ['rehearsal/plane/made-up.ts', '../../examples/typescript/orders/orders-stack', 'The rehearsal runs what is built'],
  ['examples/typescript/made-up/app.ts', '../../../src/private/limits', 'Examples use the package as its users do'],
  ['examples/typescript/made-up/app.ts', '../../../src/rollout', 'Examples use the package as its users do'],
];

test.each(FORBIDDEN)('%s must not import %s', async (file, imported, message) => {
  expect(await complaints(file, imported)).toEqual([expect.stringContaining(`${RULE}: Unexpected path "${imported}" imported in restricted zone. ${message}`)]);
});

test.each([
  ['src/private/made-up.ts', '../protocol/gate'],
  ['src/made-up.ts', 'aws-cdk-lib'],
  ['src/runtime/gate/made-up.ts', '../../protocol/gate'],
  ['src/runtime/gate/made-up.ts', '../../hook-sdk/retry'],
  ['src/runtime/gate/made-up.ts', '@aws-lambda-powertools/logger'],
  ['src/hook-sdk/made-up.ts', '../protocol/gate'],
  ['src/hook-sdk/made-up.ts', '@aws-sdk/client-codedeploy'],
  ['src/cli/made-up.ts', '@aws-sdk/client-codedeploy'],
  ['rehearsal/made-up.ts', '../src/protocol/metrics'],
])('%s may import %s', async (file, imported) => {
  expect(await complaints(file, imported)).toEqual([]);
});

test('an import of types is an import', async () => {
  expect(await complaints('src/private/made-up.ts', '@aws-sdk/client-lambda', 'type ')).toEqual([expect.stringContaining('The CDK side reaches the run time')]);
});

test('every zone has a case', () => {
  expect(zones.filter(zone => !FORBIDDEN.some(([, , message]) => zone.message.startsWith(message)))).toEqual([]);
});
