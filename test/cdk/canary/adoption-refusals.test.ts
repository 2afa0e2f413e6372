import { Stack } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryLambda, type CanaryLambdaProps } from '../../../src';
import { Fixture, refusal } from '../support/fixture';

describe('an alias that cannot be adopted', () => {
  const adopt = (props: (fixture: Fixture, fn: lambda.Function) => Partial<CanaryLambdaProps>) => refusal(() => {
    const fixture = new Fixture();
    const fn = fixture.function();
    new CanaryLambda(fixture.stack, 'Orders', { function: fn, ...props(fixture, fn) });
  });
  const alias = (fixture: Fixture, fn: lambda.Function, props: Partial<lambda.AliasProps> = {}) =>
    new lambda.Alias(fixture.stack, 'A', { aliasName: 'a', version: fn.currentVersion, ...props });

  test('with a name beside it', () => {
    expect(adopt((fixture, fn) => ({ alias: alias(fixture, fn), aliasName: 'live' })))
      .toBe('Shop/Orders: `aliasName` must be left out where `alias` is given, got: live');
  });

  test('of another function', () => {
    expect(adopt(fixture => ({ alias: alias(fixture, fixture.function('Other')) })))
      .toBe('Shop/Orders: `alias` must be an alias of `function`, Shop/OrdersFn, got: an alias of Shop/Other');
  });

  test('of another stack', () => {
    expect(adopt((fixture, fn) => ({ alias: new lambda.Alias(new Stack(fixture.app, 'Other'), 'A', { aliasName: 'a', version: fn.currentVersion }) }))).toBe(
      'Shop/Orders: `alias` must belong to the same stack, Shop, got: Other/A. Its update policy and its dependencies can\'t cross stacks: '
      + 'create the alias beside the function');
  });

  test.each([
    ['$LATEST', (_fixture: Fixture, fn: lambda.Function) => fn.latestVersion, '$LATEST'],
    ['an imported version', (fixture: Fixture, fn: lambda.Function) => lambda.Version.fromVersionAttributes(fixture.stack, 'V', { lambda: fn, version: '7' }), '7'],
  ])('on %s', (_what, version, shown) => {
    expect(adopt((fixture, fn) => ({ alias: alias(fixture, fn, { version: version(fixture, fn) }) }))).toBe(`Shop/Orders: \`alias\` must be on a version that this stack publishes, got: ${shown}. Use \`function.currentVersion\` as its \`version\``);
  });

  test('with weights', () => {
    expect(adopt((fixture, fn) => ({
      alias: alias(fixture, fn, { additionalVersions: [{ version: lambda.Version.fromVersionArn(fixture.stack, 'V', `${fn.functionArn}:1`), weight: 0.1 }] }),
    }))).toBe('Shop/Orders: `alias` must not have weights, got: `additionalVersions`. Remove them: the rollout sets the weights');
  });

  test('with a deployment group', () => {
    expect(adopt((fixture, fn) => {
      const existing = alias(fixture, fn);
      new codedeploy.LambdaDeploymentGroup(fixture.stack, 'Group', { alias: existing });
      return { alias: existing };
    })).toBe('Shop/Orders: `alias` must not have a deployment group, got: Shop/A, which has one. Remove the LambdaDeploymentGroup: the canary creates its own');
  });
});
