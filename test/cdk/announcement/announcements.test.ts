import { Match } from 'aws-cdk-lib/assertions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CanaryLambda, Notification, Rollout, RolloutEvent } from '../../../src';
import { creation, Fixture, refusal } from '../support/fixture';

const ALL = ['STARTED', 'SUCCEEDED', 'FAILED', 'ROLLED_BACK'];

/** The input that the canary's rule passes to the events function. */
const inputOf = (fixture: Fixture) => {
  const [rule] = Object.values(fixture.template().findResources('AWS::Events::Rule', { Properties: { EventPattern: { source: ['aws.codedeploy', 'cdk-canary-lambda'] } } }));
  return rule.Properties.Targets[0].InputTransformer;
};

test('by default nothing is announced, and no resource for it exists', () => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  fixture.template().resourceCountIs('AWS::Events::Rule', 0);
});

const OWN_SOURCE = { 'ForAllValues:StringEquals': { 'events:source': 'cdk-canary-lambda' }, 'Null': { 'events:source': 'false' } };

describe('Notification.sns', () => {
  const fixture = new Fixture();
  const topic = new sns.Topic(fixture.stack, 'Topic');
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), notifications: [Notification.sns(topic)] });

  test('CodeDeploy\'s state changes of this group reach the events function', () => {
    fixture.template().hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.codedeploy', 'cdk-canary-lambda'],
        'detail-type': ['CodeDeploy Deployment State-change Notification', 'Canary Alias Put Back'],
        'detail': { application: [{ Ref: Match.stringLikeRegexp('Application') }], deploymentGroup: [{ Ref: Match.stringLikeRegexp('OrdersDeploymentGroup') }] },
      },
    });
  });

  test('the provider may report that it put an alias back', () => {
    fixture.template().hasResourceProperties('AWS::IAM::Role', {
      Policies: [{
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Action: ['codedeploy:ListDeployments', 'codedeploy:GetDeployment', 'codedeploy:StopDeployment'] }),
            Match.objectLike({ Action: 'events:PutEvents', Condition: OWN_SOURCE }),
          ]),
        },
      }],
    });
  });

  test('the rule passes the canary and its topics with them', () => {
    const { InputPathsMap, InputTemplate } = inputOf(fixture);
    expect(InputPathsMap).toEqual({ 'detail-deploymentId': '$.detail.deploymentId', 'detail-state': '$.detail.state' });
    const text = JSON.stringify(InputTemplate['Fn::Join'][1]);
    expect(text).toContain(fixture.id(topic));
    for (const state of ALL) expect(text).toContain(state);
    expect(text).toContain('"alias\\":\\"live\\"'.slice(1, -1));
  });

  test('the events function may publish to the topic and put our own events', () => {
    fixture.template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 'sns:Publish', Resource: { Ref: fixture.id(topic) } }] },
      Roles: [{ Ref: Match.stringLikeRegexp('EventsRole') }],
    });
    fixture.template().hasResourceProperties('AWS::IAM::Role', {
      Policies: [{
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({ Action: 'events:PutEvents', Condition: OWN_SOURCE })]),
        },
      }],
    });
  });

  test('the alias waits for the rule, so that the first rollout with it is announced', () => {
    fixture.template().hasResource('AWS::Lambda::Alias', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('OrdersStateChanges')]) });
  });
});

test('only the requested events are announced, each once', () => {
  const fixture = new Fixture();
  const events = [RolloutEvent.FAILED, RolloutEvent.ROLLED_BACK, RolloutEvent.FAILED];
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), notifications: [Notification.sns(new sns.Topic(fixture.stack, 'T'), { events })] });
  expect(JSON.stringify(inputOf(fixture).InputTemplate)).toContain('[\\"FAILED\\",\\"ROLLED_BACK\\"]');
});

test('two topics share a rule', () => {
  const fixture = new Fixture();
  const topics = [new sns.Topic(fixture.stack, 'T1'), new sns.Topic(fixture.stack, 'T2')];
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), notifications: topics.map(topic => Notification.sns(topic)) });
  fixture.template().resourceCountIs('AWS::Events::Rule', 1);
  for (const topic of topics) expect(JSON.stringify(inputOf(fixture).InputTemplate)).toContain(fixture.id(topic));
});

test('an encrypted topic: the events function may use its key', () => {
  const fixture = new Fixture();
  const topic = new sns.Topic(fixture.stack, 'Topic', { masterKey: new kms.Key(fixture.stack, 'Key') });
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), notifications: [Notification.sns(topic)] });
  fixture.template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['kms:Decrypt']) })]) },
    Roles: [{ Ref: Match.stringLikeRegexp('EventsRole') }],
  });
});

test.each([
  ['onRolloutStarted', 'STARTED'], ['onRolloutSucceeded', 'SUCCEEDED'], ['onRolloutFailed', 'FAILED'], ['onRolloutRolledBack', 'ROLLED_BACK'],
] as const)('%s listens to %s of this canary', (method, state) => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  orders[method]('Page', { target: new targets.SnsTopic(new sns.Topic(fixture.stack, 'Pager')) });
  fixture.template().hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'source': ['cdk-canary-lambda'],
      'detail-type': ['Canary Rollout State Change'],
      'detail': { state: [state], functionName: [{ Ref: Match.stringLikeRegexp('OrdersFn') }], alias: ['live'] },
    },
    Targets: [{ Arn: { Ref: Match.stringLikeRegexp('Pager') } }],
  });
  expect(inputOf(fixture)).toBeDefined();
});

test('a listener can be added before the rollout', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
  orders.onRolloutFailed('Page');
  orders.addRollout({});
  expect(inputOf(fixture)).toBeDefined();
});

test('a topic of another region is refused, one of another account is not', () => {
  const notify = (place: string) => refusal(() => {
    const fixture = new Fixture({}, { env: { account: '123456789012', region: 'eu-west-1' } });
    const topic = sns.Topic.fromTopicArn(fixture.stack, 'Topic', `arn:aws:sns:${place}:rollouts`);
    new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), notifications: [Notification.sns(topic)] });
  });
  expect(notify('us-east-1:123456789012'))
    .toBe('Shop/Orders: `notifications` must be in the region of the canary, eu-west-1, got: Shop/Topic in us-east-1. SNS publishes to topics of its own region only');
  expect(notify('eu-west-1:999999999999')).toBe('accepted');
});

test('a list of notifications is copied', () => {
  const fixture = new Fixture();
  const notifications = [Notification.sns(new sns.Topic(fixture.stack, 'T'))];
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), notifications });
  expect(notifications).toHaveLength(1);
});

test('a notification without events is refused', () => {
  const fixture = new Fixture();
  expect(refusal(() => Notification.sns(new sns.Topic(fixture.stack, 'T'), { events: [] })))
    .toBe('Notification.sns(): `events` must name at least one event, got: []');
});

test('an object of another class is refused as a notification', () => {
  class Mine {}
  expect(creation({ notifications: [new Mine()] as any })).toBe('Shop/Orders: `notifications` must come from Notification.sns(); Notification cannot be subclassed, got: Mine');
});
