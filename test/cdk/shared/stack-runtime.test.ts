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
  expect(synth(48)).toBe('accepted');
  expect(synth(49)).toBe('Validation failed with the following errors:\n  [Shop/CanaryLambdaRuntime] a stack must have 48 canaries with hooks or fewer '
    + '(IAM allows 10240 characters of policies for a role, and CodeDeploy\'s role names every function that it calls), got: 49. '
    + 'Move some functions and their canaries to another stack');
});

const many = (add: (fixture: Fixture, orders: (i: number, props?: object) => CanaryLambda) => void) => refusal(() => {
  const fixture = new Fixture({ '@aws-cdk/core:stackResourceLimit': 0 });
  add(fixture, (i, props) => new CanaryLambda(fixture.stack, `Orders${i}`, { function: fixture.function(`Fn${i}`), ...props }));
  fixture.template();
});
const times = (amount: number, work: (i: number) => unknown) => Array.from({ length: amount }, (_, i) => work(i));

test('more canaries with announcements than fit into the policy of the events function are refused', () => {
  const synth = (amount: number) => many((_fixture, create) => times(amount, i => create(i).onRolloutFailed(`Page${i}`)));
  expect(synth(43)).toBe('accepted');
  expect(synth(44)).toBe('Validation failed with the following errors:\n  [Shop/CanaryLambdaRuntime] a stack must have 43 canaries with notifications or onRollout…() or fewer '
    + '(Lambda allows 20480 characters of policy for a function, and each canary\'s rule may call the events function), got: 44. '
    + 'Move some functions and their canaries to another stack');
});

test('a self-reporting hook of more canaries than fit into the policies of its role is refused', () => {
  const synth = (amount: number) => many((fixture, create) => {
    const hook = Hook.selfReporting(fixture.function('Long'));
    times(amount, i => create(i, { afterTraffic: hook }));
  });
  expect(synth(10)).toBe('accepted');
  const refused = synth(30);
  expect(refused).toContain('[Shop/Orders0] the inline policies of Shop/Long/ServiceRole must have 10240 characters or fewer together (IAM quota), got: ');
  expect(refused).toMatch(/got: up to \d+\. Give some of the canaries a hook function of their own/);
});

describe('permissions of what canaries share', () => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });

  test('CodeDeploy may use its role for this account only', () => {
    fixture.template().hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{
          Action: 'sts:AssumeRole',
          Principal: { Service: 'codedeploy.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }],
      },
    });
  });

  test('the provider may send events of our own source only, and none without a source', () => {
    fixture.template().hasResourceProperties('AWS::IAM::Role', {
      Policies: [{
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({
            Action: 'events:PutEvents',
            Condition: { 'ForAllValues:StringEquals': { 'events:source': 'cdk-canary-lambda' }, 'Null': { 'events:source': 'false' } },
          })]),
        },
      }],
    });
  });
});
