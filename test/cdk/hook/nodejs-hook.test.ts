import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { CanaryLambda, Hook, type NodejsHookOptions } from '../../../src';
import { Fixture, refusal } from '../support/fixture';

const entry = join(__dirname, 'fixtures', 'before-traffic.ts');

const withHook = (options: Partial<NodejsHookOptions> = {}, context: Record<string, unknown> = {}) => {
  const fixture = new Fixture({ '@aws-cdk/aws-lambda-nodejs:useLatestRuntimeVersion': true, ...context });
  const hook = Hook.nodejs({ entry, ...options });
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), beforeTraffic: hook, afterTraffic: hook });
  return fixture;
};
const UNBUNDLED = { 'aws:cdk:bundling-stacks': [] };

test('the source is bundled for a fixed runtime, which has the AWS SDK', () => {
  const fixture = withHook();
  const template = fixture.template();
  const [hook] = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) => id.startsWith('OrdersBeforeTraffic')).map(([, fn]) => fn);
  expect(hook.Properties).toMatchObject({ Runtime: 'nodejs24.x', Timeout: 60, MemorySize: 256, Handler: 'index.handler' });
  const bundle = readFileSync(join(fixture.app.synth().directory, `asset.${hook.Properties.Code.S3Key.replace('.zip', '')}`, 'index.js'), 'utf8');
  expect(bundle).toContain('require("@aws-sdk/client-lambda")');
});

test('it may call versions of the function that is rolled out, and nothing else of it', () => {
  withHook({}, UNBUNDLED).template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [{
        Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersFn'), 'Arn'] }, ':*']] },
      }],
    },
    Roles: [{ Ref: Match.stringLikeRegexp('^OrdersBeforeTrafficServiceRole') }],
  });
});

test('the gate invokes it before and after traffic; each has a function of its own, and the alias waits for both', () => {
  const template = withHook({}, UNBUNDLED).template();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        BEFORE_TRAFFIC_HOOK_ARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersBeforeTraffic'), 'Arn'] },
        AFTER_TRAFFIC_HOOK_ARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('^OrdersAfterTraffic'), 'Arn'] },
      },
    },
  });
});

test('its options reach the function', () => {
  withHook({ handler: 'check', timeout: Duration.minutes(14), memorySize: 512, environment: { A: 'b' } }, UNBUNDLED).template()
    .hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.check', Timeout: 840, MemorySize: 512, Environment: { Variables: { A: 'b' } } });
});

test('a timeout that leaves no time to report is refused', () => {
  expect(refusal(() => withHook({ timeout: Duration.minutes(15) }, UNBUNDLED))).toBe(
    'Shop/Orders: `beforeTraffic` must have a timeout of 14 minutes or less, so that the gate can report its result in time, got: 900 seconds. '
    + 'Shorten it, or use Hook.selfReporting()');
});

test('nothing warns', () => {
  const fixture = withHook({}, UNBUNDLED);
  fixture.template();
  expect(fixture.warnings()).toEqual([]);
});
