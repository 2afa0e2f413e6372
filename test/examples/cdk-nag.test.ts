import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NagPack, ServerlessChecks } from 'cdk-nag';
import { type IConstruct } from 'constructs';
import { EveryOptionStack } from './support/every-option-stack';
import { NodejsHookStack } from './support/nodejs-hook-stack';
import { OrdersStack } from '../../examples/typescript/orders/orders-stack';

interface Finding {
  readonly rule: string;
  readonly path: string;
}

interface Acknowledgement extends Finding {
  readonly reason: unknown;
}

const PACKS = { AwsSolutions: () => new AwsSolutionsChecks(), Serverless: () => new ServerlessChecks() };

// The CDK warns about deprecated options that only it uses.
process.env.JSII_DEPRECATED = 'quiet';

function synthesized<T extends IConstruct>(create: (app: App) => T): T {
  const app = new App();
  const stack = create(app);
  app.synth();
  return stack;
}

const orders = synthesized(app => new OrdersStack(app, 'Orders', { release: '1' }));
const everyOption = synthesized(app => new EveryOptionStack(app, 'EveryOption'));

const nodejsHook = synthesized(app => new NodejsHookStack(app, 'NodejsHook'));

/** Calls the packs directly: the oldest aws-cdk-lib that we support does not pass the construct tree to plug-ins. */
function findings(scope: IConstruct): Finding[] {
  return Object.values(PACKS).flatMap(pack => pack().validateScope(scope).violations)
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '' })));
}

/** What the packs find if nothing counts as acknowledged. */
function rawFindings(scope: IConstruct): Finding[] {
  const spy = jest.spyOn(NagPack.prototype as unknown as { isAcknowledged: () => boolean }, 'isAcknowledged').mockReturnValue(false);
  try {
    return findings(scope);
  } finally {
    spy.mockRestore();
  }
}

function acknowledgements(scope: IConstruct): Acknowledgement[] {
  return scope.node.findAll().flatMap(({ node }) => node.metadata
    .filter(entry => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(entry => Object.entries(entry.data).map(([rule, reason]) => ({ rule: rule.replace(/^annotation::/i, ''), path: node.path, reason }))));
}

const isBelow = (path: string, ancestor: string) => path === ancestor || path.startsWith(`${ancestor}/`);

describe('example orders', () => {
  test.each(Object.entries(PACKS))('is clean by %s', (_name, pack) => {
    expect(pack().validateScope(orders).violations).toEqual([]);
  });

  test('would not be clean without its acknowledgements', () => {
    expect(rawFindings(orders).map(finding => finding.rule)).toEqual(expect.arrayContaining(['AwsSolutions-APIG4', 'Serverless-LambdaDLQ']));
  });
});

// Options that the examples leave out. Only the canaries' own resources count: the rest of that stack ignores the rules on purpose.
describe('every option', () => {
  const ours = /^EveryOption\/(Full|Later|Unguarded|Skipped|CanaryLambdaRuntime)(\/|$)/;

  test('has no finding in the canaries\' resources', () => {
    expect(findings(everyOption).filter(({ path }) => ours.test(path))).toEqual([]);
  });

  test('would have findings without acknowledgements', () => {
    expect(rawFindings(everyOption).map(({ path }) => ours.exec(path)?.[1])).toEqual(expect.arrayContaining(['Full', 'CanaryLambdaRuntime']));
  });
});

test('a hook from a source file has no finding', () => {
  expect(findings(nodejsHook).filter(({ path }) => path.startsWith('NodejsHook/Canary'))).toEqual([]);
});

const reasons = [orders, nodejsHook, everyOption].flatMap(acknowledgements).map(({ path, rule, reason }) => [path, rule, reason]);
test.each(reasons)('%s: %s has a reason', (_path, _rule, reason) => {
  expect(String(reason)).toMatch(/^[A-Z]\S* .{15,}[^ .]$/);
});

// An acknowledgement that covers nothing would hide a later finding.
test.each([['example orders', orders], ['every option', everyOption], ['a hook from a source file', nodejsHook]])('%s: every acknowledgement is needed', (_name, stack) => {
  const found = rawFindings(stack);
  const unused = acknowledgements(stack).filter(({ rule, path }) => !found.some(finding => finding.rule === rule && isBelow(finding.path, path)));
  expect(unused).toEqual([]);
});
