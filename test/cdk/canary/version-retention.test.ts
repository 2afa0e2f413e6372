import { Aspects, CfnResource, RemovalPolicies } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryLambda } from '../../../src';
import { Fixture, invalid, refusal } from '../support/fixture';

test('an aspect that retains everything is accepted, with a warning', () => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  RemovalPolicies.of(fixture.stack).retain({ priority: 900 });
  expect(fixture.warnings()).toEqual([
    'Shop/OrdersFn/CurrentVersion should have DeletionPolicy RetainExceptOnCreate, got: Retain. A version whose deploy fails stays, and the same code can\'t be '
    + 'deployed again ("a version for this Lambda function exists"). Exclude AWS::Lambda::Version from the aspect or call that changes removal policies '
    + '[ack: cdk-canary-lambda:plainRetain]',
  ]);
});

test('an aspect that changes other resources is accepted', () => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  Aspects.of(fixture.stack).add({ visit: node => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::Logs::LogGroup' && node.addMetadata('a', 'b') });
  expect(() => fixture.template()).not.toThrow();
});

test('an aspect that has versions deleted is refused', () => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  RemovalPolicies.of(fixture.stack).destroy({ priority: 900 });
  expect(refusal(() => fixture.template())).toContain(
    '[Shop/Orders] Shop/OrdersFn/CurrentVersion must be retained, or no rollback can reach it, got: DeletionPolicy Delete, '
    + 'UpdateReplacePolicy Delete. Exclude AWS::Lambda::Version from the aspect or call that changes removal policies');
});

test('an aspect that removes the policies of versions is refused', () => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  Aspects.of(fixture.stack).add({
    visit: node => {
      if (node instanceof lambda.CfnVersion) Object.assign(node.cfnOptions, { deletionPolicy: undefined, updateReplacePolicy: undefined });
    },
  });
  expect(refusal(() => fixture.template())).toBe(invalid(
    'Shop/OrdersFn/CurrentVersion must be retained, or no rollback can reach it, got: DeletionPolicy missing, '
    + 'UpdateReplacePolicy missing. Exclude AWS::Lambda::Version from the aspect or call that changes removal policies'));
});
