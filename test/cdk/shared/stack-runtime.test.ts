import { Match } from 'aws-cdk-lib/assertions';
import { CanaryLambda, Hook } from '../../../src';
import { Fixture, refusal } from '../support/fixture';

test('more canaries with hooks than fit into the policies of CodeDeploy\'s role are refused', () => {
  const synth = (amount: number) => refusal(() => {
    const fixture = new Fixture({ '@aws-cdk/core:stackResourceLimit': 0 });
    const check = Hook.invoke(fixture.function('Check'));
    for (let i = 0; i < amount; i++) new CanaryLambda(fixture.stack, `Orders${i}`, { function: fixture.function(`Fn${i}`), beforeTraffic: check });
    fixture.template();
  });
  expect(synth(50)).toBe('accepted');
  expect(synth(51)).toContain('got: 51.');
  expect(synth(60)).toBe('Validation failed with the following errors:\n  [Shop/CanaryLambdaRuntime] a stack must have 50 canaries with hooks or fewer '
    + '(IAM allows 10240 characters of policies for a role, and CodeDeploy\'s role names every function that it calls), got: 60. '
    + 'Move some functions and their canaries to another stack');
});

test('a request that waited in a full queue is dropped when CloudFormation has given up, and an error is retried once', () => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  fixture.template().hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: Match.stringLikeRegexp('RolloutProvider') },
    MaximumEventAgeInSeconds: 960,
    MaximumRetryAttempts: 1,
  });
});
