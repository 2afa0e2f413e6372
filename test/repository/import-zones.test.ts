import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadESLint } from 'eslint';
import { ROOT } from '../packages/support/paths';

const RULE = 'import/no-restricted-paths';
const configuration = JSON.parse(readFileSync(join(ROOT, '.eslintrc.json'), 'utf8').replace(/^\/\/.*/, ''));
const zones: { message: string }[] = configuration.rules[RULE][1].zones;

const RUNTIME = join(ROOT, 'src', 'runtime');
const HANDLERS = readdirSync(RUNTIME, { withFileTypes: true }).filter(entry => entry.isDirectory() && entry.name !== 'shared').map(entry => entry.name);

/** The entry point of the next handler's folder, seen from this one. A new handler gets its zone by `npx projen`. */
function neighbour(handler: string): string {
  const other = HANDLERS[(HANDLERS.indexOf(handler) + 1) % HANDLERS.length];
  const entry = readdirSync(join(RUNTIME, other), { recursive: true, encoding: 'utf8' }).find(file => file.endsWith('.lambda.ts'))!;
  return `../${other}/${entry.replace(/\.ts$/, '')}`;
}

/** What the rule reports for a file with one import; nothing is written to disk. */
async function complaints(file: string, imported: string, kind = ''): Promise<string[]> {
  const LegacyESLint = await loadESLint({ useFlatConfig: false });
  const eslint = new LegacyESLint({
    cwd: ROOT,
    useEslintrc: false,
    // The repository's configuration, reduced to this rule, which needs no types: a run takes milliseconds instead of seconds.
    baseConfig: { ...configuration, rules: { [RULE]: configuration.rules[RULE] }, parserOptions: { ecmaVersion: 2022, sourceType: 'module' } },
  });
  const [{ messages }] = await eslint.lintText(`import ${kind}* as imported from '${imported}';\nexport { imported };\n`, { filePath: join(ROOT, file) });
  return messages.map(message => `${message.ruleId ?? 'fatal'}: ${message.message}`);
}

const FORBIDDEN: [file: string, imported: string, message: string][] = [
  ['src/aws/made-up.ts', '../../rehearsal/cloud/feed', 'src imports nothing from outside of src'],
  ['src/analysis/made-up.ts', '../protocol/environment', 'analysis imports nothing'],
  ['src/analysis/made-up.ts', 'constructs', 'analysis imports nothing'],
  ['src/protocol/made-up.ts', '../cdk/rollout/rollout', 'protocol imports types of analysis and nothing else'],
  ['src/protocol/made-up.ts', '../aws/retry', 'protocol imports types of analysis and nothing else'],
  ['src/protocol/made-up.ts', 'constructs', 'protocol imports types of analysis and nothing else'],
  ['src/aws/made-up.ts', '../hook-sdk', 'aws imports protocol and no package'],
  ['src/aws/made-up.ts', '@aws-sdk/client-codedeploy', 'aws imports protocol and no package'],
  ['src/hook-sdk/made-up.ts', '@aws-lambda-powertools/logger', 'hook-sdk imports aws, protocol and the AWS SDK'],
  ['src/hook-sdk/made-up.ts', '../runtime/gate/gate', 'hook-sdk imports aws, protocol and the AWS SDK'],
  ['src/hook-sdk/made-up.ts', '../cli/main', 'hook-sdk imports aws, protocol and the AWS SDK'],
  ['src/hook-sdk/made-up.ts', 'aws-cdk-lib', 'hook-sdk imports aws, protocol and the AWS SDK'],
  ['src/runtime/gate/made-up.ts', '../../hook-sdk', 'Handlers import aws, protocol, analysis and packages'],
  ['src/runtime/gate/made-up.ts', '../../cli/main', 'Handlers import aws, protocol, analysis and packages'],
  ['src/runtime/gate/made-up.ts', '../../cdk/shared/quotas', 'Handlers import aws, protocol, analysis and packages'],
  ['src/runtime/gate/made-up.ts', '../../index', 'Handlers import aws, protocol, analysis and packages'],
  ['src/runtime/gate/made-up.ts', 'aws-cdk-lib', 'Handlers import aws, protocol, analysis and packages'],
  ['src/runtime/shared/made-up.ts', '../gate/gate', 'runtime/shared imports no handler'],
  ...HANDLERS.map((handler): [string, string, string] => [
    `src/runtime/${handler}/made-up.ts`, neighbour(handler), `The handler ${handler} imports runtime/shared and no other handler`,
  ]),
  ['src/cli/verbs/made-up.ts', '../../hook-sdk', 'The CLI imports aws, protocol, analysis and the AWS SDK'],
  ['src/cli/made-up.ts', '../runtime/gate/gate', 'The CLI imports aws, protocol, analysis and the AWS SDK'],
  ['src/cli/made-up.ts', '@aws-lambda-powertools/metrics', 'The CLI imports aws, protocol, analysis and the AWS SDK'],
  ['src/cdk/hook/made-up.ts', '../../runtime/gate/gate', 'The CDK side knows run-time code only as asset paths'],
  ['src/index.ts', './hook-sdk', 'The CDK side knows run-time code only as asset paths'],
  ['src/cdk/canary/made-up.ts', '@aws-sdk/client-lambda', 'The CDK side knows run-time code only as asset paths'],
  ['src/cdk/canary/made-up.ts', '@aws-lambda-powertools/logger', 'The CDK side knows run-time code only as asset paths'],
  ['src/cdk/canary/made-up.ts', '../../index', 'src/index.ts is the entry point for users'],
  ['src/cdk/shared/made-up.ts', '../hook/hook', 'cdk/shared imports no topic'],
  ['src/cdk/analysis/made-up.ts', '../alarm/rollback-alarm', 'cdk/analysis imports these topics only: shared.'],
  ['src/cdk/alarm/made-up.ts', '../hook/hook', 'cdk/alarm imports these topics only: shared.'],
  ['src/cdk/hook/made-up.ts', '../rollout/rollout', 'cdk/hook imports these topics only: shared.'],
  ['src/cdk/announcement/made-up.ts', '../rollout/rollout', 'cdk/announcement imports these topics only: shared, alarm.'],
  ['src/cdk/rollout/made-up.ts', '../canary/canary-lambda', 'cdk/rollout imports these topics only: shared, alarm, analysis, hook.'],
  ['rehearsal/show/made-up.ts', '../../src/cdk/canary/canary-lambda', 'The rehearsal runs what is built'],
  ['rehearsal/cloud/made-up.ts', '../../src/runtime/gate/gate', 'The rehearsal runs what is built'],
  ['rehearsal/cloud/made-up.ts', '../../examples/typescript/orders/orders-stack', 'The rehearsal runs what is built'],
  ['rehearsal/cloud/made-up.ts', '../customers/traffic', 'The local cloud imports nothing else from the rehearsal'],
  ['rehearsal/cloud/codedeploy/made-up.ts', '../cloudwatch/cloudwatch', 'Services of the local cloud talk over its API: codedeploy'],
  ['rehearsal/cloud/cloudwatch/made-up.ts', '../codedeploy/deployment', 'Services of the local cloud talk over its API: cloudwatch'],
  ['rehearsal/cloud/lambda/made-up.ts', '../codedeploy/deployment', 'Services of the local cloud talk over its API: lambda'],
  ['rehearsal/cloud/scheduler/made-up.ts', '../lambda/lambda-aliases', 'Services of the local cloud talk over its API: scheduler'],
  ['bench/made-up.ts', '../src/cli/main', 'Benchmarks import the package, as users do, and analysis'],
  ['bench/verdict/made-up.ts', '../../src/cdk/canary/canary-lambda', 'Benchmarks import the package, as users do, and analysis'],
  ['test/analysis/made-up.ts', '../../bench/verdict/rows', 'Tests import nothing from bench'],
  ['examples/typescript/made-up/app.ts', '../../../src/cdk/rollout/rollout', 'Examples use the package as its users do'],
  ['examples/typescript/made-up/app.ts', '../../../rehearsal/cloud/local-cloud', 'Examples use the package as its users do'],
];

test.each(FORBIDDEN)('%s must not import %s', async (file, imported, message) => {
  expect(await complaints(file, imported)).toContainEqual(
    expect.stringContaining(`${RULE}: Unexpected path "${imported}" imported in restricted zone. ${message}`));
});

test.each([
  ['src/protocol/made-up.ts', '../analysis'],
  ['src/aws/made-up.ts', '../protocol/hook-event'],
  ['src/hook-sdk/made-up.ts', '../protocol/hook-event'],
  ['src/hook-sdk/made-up.ts', '../aws/retry'],
  ['src/hook-sdk/made-up.ts', '@aws-sdk/client-codedeploy'],
  ['src/runtime/gate/made-up.ts', '../../protocol/hook-event'],
  ['src/runtime/gate/made-up.ts', '../../aws/retry'],
  ['src/runtime/gate/made-up.ts', '@aws-lambda-powertools/logger'],
  ['src/cli/verbs/made-up.ts', '../../analysis'],
  ['src/cli/verbs/made-up.ts', '../../aws/retry'],
  ['src/cli/verbs/made-up.ts', '@aws-sdk/client-codedeploy'],
  ['src/cdk/shared/made-up.ts', '../../protocol/hook-event'],
  ['src/cdk/canary/made-up.ts', 'aws-cdk-lib'],
  ['src/cdk/canary/made-up.ts', '../rollout/rollout'],
  ['src/cdk/rollout/made-up.ts', '../hook/hook'],
  ['src/index.ts', './cdk/canary/canary-lambda'],
  ['rehearsal/cloud/made-up.ts', '../../src/protocol/environment'],
  ['rehearsal/cloud/codedeploy/made-up.ts', '../feed'],
  ['rehearsal/show/made-up.ts', '../cloud/local-cloud'],
  ['bench/made-up.ts', '../src'],
  ['bench/verdict/made-up.ts', '../../src/analysis'],
  ['examples/typescript/made-up/app.ts', '../../../src'],
])('%s may import %s', async (file, imported) => {
  expect(await complaints(file, imported)).toEqual([]);
});

test('an import of types is reported too', async () => {
  expect(await complaints('src/cdk/hook/made-up.ts', '@aws-sdk/client-lambda', 'type '))
    .toEqual([expect.stringContaining('The CDK side knows run-time code only as asset paths')]);
});

test('every zone has a case', () => {
  expect(zones.filter(zone => !FORBIDDEN.some(([, , message]) => zone.message.startsWith(message)))).toEqual([]);
});
