import { Match } from 'aws-cdk-lib/assertions';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryLambda } from '../../../src';
import { Fixture } from '../support/fixture';

/** A stack as it is by hand, and the same stack once the canary has taken the alias over. */
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

test('alarms and rollout resource go by the alias\'s own name', () => {
  const { template } = stack(true);
  template.hasResourceProperties('Custom::CanaryRollout', { AliasName: 'prod' });
  expect(JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'))).toContain(':prod');
});

test('the adopted version is retained too', () => {
  stack(true).template.hasResource('AWS::Lambda::Version', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('the canary\'s alias is the adopted one, and no other is made', () => {
  const { template } = stack(true);
  template.resourceCountIs('AWS::Lambda::Alias', 1);
  template.hasResourceProperties('AWS::Lambda::Alias', { RoutingConfig: Match.absent() });
});

test('leaving: an alias that the canary made stays by its logical id', () => {
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

test('leaving: without the construct the alias stays where it is', () => {
  const fixture = new Fixture();
  const fn = fixture.function();
  new lambda.Alias(fixture.stack, 'Live', { aliasName: 'prod', version: fn.currentVersion });
  const [left] = Object.entries(fixture.template().findResources('AWS::Lambda::Alias'));
  const [adopted] = Object.entries(stack(true).template.findResources('AWS::Lambda::Alias'));
  expect(left[0]).toBe(adopted[0]);
  expect(left[1].Properties).toEqual(adopted[1].Properties);
});
