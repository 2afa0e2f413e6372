import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryLambda, type CanaryLambdaProps } from '../../../src';
import { Fixture, refusal } from '../support/fixture';

/** A stack without a canary, and the same stack after the canary has adopted the alias. */
const stack = (canary: boolean) => {
  const fixture = new Fixture();
  const fn = fixture.function();
  const alias = new lambda.Alias(fixture.stack, 'Live', { aliasName: 'prod', version: fn.currentVersion });
  if (canary) new CanaryLambda(fixture.stack, 'Orders', { function: fn, alias });
  else new codedeploy.LambdaDeploymentGroup(fixture.stack, 'Group', { alias });
  return { fixture, alias, template: fixture.template() };
};

test.each(['AWS::Lambda::Alias', 'AWS::Lambda::Version', 'AWS::Lambda::Function'])('%s keeps its logical id', type => {
  const own = (canary: boolean) => Object.keys(stack(canary).template.findResources(type)).filter(id => !id.includes('Runtime'));
  expect(own(true)).toEqual(own(false));
});

test('the alias keeps its properties and gets the canary\'s update policy', () => {
  const [before] = Object.values(stack(false).template.findResources('AWS::Lambda::Alias'));
  const [after] = Object.values(stack(true).template.findResources('AWS::Lambda::Alias'));
  expect(after.Properties).toEqual(before.Properties);
  expect(after.UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName).toEqual({ Ref: expect.stringContaining('OrdersDeploymentGroup') });
});

test('alarms and rollout resource use the name of the adopted alias', () => {
  const { template } = stack(true);
  template.hasResourceProperties('Custom::CanaryRollout', { AliasName: 'prod' });
  expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).toContain(':prod');
});

test('the adopted version is retained too', () => {
  stack(true).template.hasResource('AWS::Lambda::Version', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('the adopted alias is the only one', () => {
  const { template } = stack(true);
  template.resourceCountIs('AWS::Lambda::Alias', 1);
  template.hasResourceProperties('AWS::Lambda::Alias', { RoutingConfig: Match.absent() });
});

test('leaving: an alias that the canary created can stay under its logical id', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  const id = fixture.id(orders.alias);
  const [before] = Object.values(fixture.template().findResources('AWS::Lambda::Alias'));

  const without = new Fixture();
  const alias = new lambda.Alias(without.stack, 'Live', { aliasName: 'live', version: without.function().currentVersion });
  (alias.node.defaultChild as lambda.CfnAlias).overrideLogicalId(id);
  expect(Object.entries(without.template().findResources('AWS::Lambda::Alias')))
    .toEqual([[id, { Type: 'AWS::Lambda::Alias', Properties: before.Properties }]]);
});

test('leaving: an adopted alias stays as it is when the canary is removed', () => {
  const fixture = new Fixture();
  const fn = fixture.function();
  new lambda.Alias(fixture.stack, 'Live', { aliasName: 'prod', version: fn.currentVersion });
  const [left] = Object.entries(fixture.template().findResources('AWS::Lambda::Alias'));
  const [adopted] = Object.entries(stack(true).template.findResources('AWS::Lambda::Alias'));
  expect(left[0]).toBe(adopted[0]);
  expect(left[1].Properties).toEqual(adopted[1].Properties);
});

describe('an alias that cannot be adopted', () => {
  const adopt = (props: (fixture: Fixture, fn: lambda.Function) => Partial<CanaryLambdaProps>) => refusal(() => {
    const fixture = new Fixture();
    const fn = fixture.function();
    new CanaryLambda(fixture.stack, 'Orders', { function: fn, ...props(fixture, fn) });
  });
  const alias = (fixture: Fixture, fn: lambda.Function, props: Partial<lambda.AliasProps> = {}) =>
    new lambda.Alias(fixture.stack, 'A', { aliasName: 'a', version: fn.currentVersion, ...props });

  test('with an alias name in addition', () => {
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
