import { Duration } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
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
