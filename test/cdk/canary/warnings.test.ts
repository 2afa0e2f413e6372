import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { CanaryLambda, ConflictPolicy, Hook, Notification, RollbackAlarm, Rollout } from '../../../src';
import { Fixture } from '../support/fixture';

describe('options without effect', () => {
  test.each(['beforeTraffic', 'afterTraffic', 'bake', 'alarms', 'onConflict', 'notifications'])('%s with Rollout.none() warns', prop => {
    const fixture = new Fixture();
    const values = {
      beforeTraffic: Hook.invoke(fixture.function('A')),
      afterTraffic: Hook.invoke(fixture.function('B')),
      bake: Duration.minutes(1),
      alarms: [],
      onConflict: ConflictPolicy.FAIL,
      notifications: [Notification.sns(new sns.Topic(fixture.stack, 'T'))],
    };
    new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none(), [prop]: values[prop as keyof typeof values] });
    expect(fixture.warnings()).toEqual([
      `\`${prop}\` has no effect with Rollout.none(): pass it to addRollout(), together with a rollout [ack: cdk-canary-lambda:ignored:${prop}]`,
    ]);
  });

  const deferred = (complete: boolean) => {
    const fixture = new Fixture();
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
    orders.addAlarm(RollbackAlarm.errorRate({ percent: 5 }));
    orders.onRolloutFailed('Page');
    if (complete) orders.addRollout({});
    return fixture.warnings();
  };

  test('alarms and listeners of a canary without a rollout warn', () => {
    expect(deferred(false)).toEqual([
      'addAlarm() and onRollout…() must have a rollout to act on, got: Rollout.none(). Call addRollout() [ack: cdk-canary-lambda:noRollout]',
    ]);
  });

  test('alarms and listeners of a canary with a rollout do not warn', () => {
    expect(deferred(true)).toEqual([]);
  });
});

describe('ways past the alias', () => {
  test.each([
    ['a Function URL', (fn: lambda.Function) => fn.addFunctionUrl(), 'Function URL Shop/OrdersFn/FunctionUrl/Resource'],
    ['an event source', (fn: lambda.Function) => fn.addEventSourceMapping('Queue', { eventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:q' }),
      'event source Shop/OrdersFn/Queue/Resource'],
    ['an asynchronous configuration', (fn: lambda.Function) => fn.configureAsyncInvoke({ retryAttempts: 0 }),
      'asynchronous configuration Shop/OrdersFn/EventInvokeConfig/Resource'],
  ])('%s on the function itself warns', (_, add, what) => {
    const fixture = new Fixture();
    const fn = fixture.function();
    new CanaryLambda(fixture.stack, 'Orders', { function: fn });
    add(fn);
    expect(fixture.warnings()).toEqual([
      `${what} is attached to the function itself, so every deploy reaches it at once, without a rollout: attach it to \`alias\` `
      + `[ack: cdk-canary-lambda:bareFunction:${what.replace(/^.* /, '')}]`,
    ]);
  });

  const elsewhere: [string, (scope: Construct, fn: lambda.Function) => Construct, string][] = [
    ['a Function URL', (scope, fn) => new lambda.FunctionUrl(scope, 'Open', { function: fn }), 'Function URL Shop/Elsewhere/Open/Resource'],
    ['an event source', (scope, fn) => new lambda.EventSourceMapping(scope, 'Queue', { target: fn, eventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:q' }),
      'event source Shop/Elsewhere/Queue/Resource'],
    ['an asynchronous configuration', (scope, fn) => new lambda.EventInvokeConfig(scope, 'Async', { function: fn, retryAttempts: 0 }),
      'asynchronous configuration Shop/Elsewhere/Async/Resource'],
    ['a Function URL by the function\'s literal name', scope => new lambda.CfnUrl(scope, 'Open', { targetFunctionArn: 'orders', authType: 'NONE' }),
      'Function URL Shop/Elsewhere/Open'],
  ];
  test.each(elsewhere)('%s created elsewhere in the stack warns', (_what, add, what) => {
    const fixture = new Fixture();
    const fn = fixture.function('OrdersFn', { functionName: 'orders' });
    add(new Construct(fixture.stack, 'Elsewhere'), fn);
    new CanaryLambda(fixture.stack, 'Orders', { function: fn });
    expect(fixture.warnings()).toEqual([
      `${what} is attached to the function itself, so every deploy reaches it at once, without a rollout: attach it to \`alias\` `
      + `[ack: cdk-canary-lambda:bareFunction:${what.replace(/^.* /, '')}]`,
    ]);
  });

  test('ways into other functions do not warn', () => {
    const fixture = new Fixture();
    new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
    const other = fixture.function('Other');
    for (const [, add] of elsewhere.slice(0, 3)) add(fixture.stack, other);
    expect(fixture.warnings()).toEqual([]);
  });

  test('the same resources on the alias do not warn', () => {
    const fixture = new Fixture();
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
    orders.alias.addEventSourceMapping('Queue', { eventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:q' });
    orders.alias.configureAsyncInvoke({ retryAttempts: 0 });
    expect(fixture.warnings()).toEqual([]);
  });
});
