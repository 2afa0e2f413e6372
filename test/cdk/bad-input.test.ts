import { Aspects, Duration, Lazy, RemovalPolicies, Stack } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Fixture, invalid, refusal } from './support/fixture';
import { CanaryLambda, type CanaryLambdaProps, Hook, Notification, RollbackAlarm, Rollout } from '../../src';

const minutes = (amount: number) => Duration.minutes(amount);

describe('rollout', () => {
  test.each([0, 100, 120, -5, 10.5, NaN])('percentage %p', percentage => {
    expect(refusal(() => Rollout.canary({ percentage, interval: minutes(5) })))
      .toBe(`Rollout.canary(): \`percentage\` must be a whole number between 1 and 99 (percent), got: ${percentage}`);
  });

  test.each([1, 99])('percentage %p is accepted', percentage => {
    expect(refusal(() => Rollout.canary({ percentage, interval: minutes(5) }))).toBe('accepted');
  });

  test.each([
    [Duration.seconds(90), 'Duration.seconds(90)'],
    [Duration.seconds(30), 'Duration.seconds(30)'],
    [minutes(0), 'Duration.minutes(0)'],
    [Duration.millis(60_001), 'Duration.millis(60001)'],
  ])('interval %#', (interval, shown) => {
    expect(refusal(() => Rollout.linear({ percentage: 10, interval })))
      .toBe(`Rollout.linear(): \`interval\` must be whole minutes, at least one, got: ${shown}`);
  });

  test('seconds that make whole minutes are accepted', () => {
    expect(refusal(() => Rollout.canary({ percentage: 10, interval: Duration.seconds(120) }))).toBe('accepted');
  });

  test('a canary longer than 2,880 minutes', () => {
    expect(refusal(() => Rollout.canary({ percentage: 10, interval: minutes(2881) })))
      .toBe('Rollout.canary(): `interval` must keep the whole shift within 2880 minutes (48 hours), got: 2881 minutes');
    expect(refusal(() => Rollout.canary({ percentage: 10, interval: Duration.hours(48) }))).toBe('accepted');
  });

  test('a linear rollout longer than 2,880 minutes', () => {
    expect(refusal(() => Rollout.linear({ percentage: 1, interval: minutes(30) })))
      .toBe('Rollout.linear(): `interval` must keep the whole shift within 2880 minutes (48 hours), got: 99 × 30 = 2970 minutes');
    expect(refusal(() => Rollout.linear({ percentage: 1, interval: minutes(29) }))).toBe('accepted');
    expect(refusal(() => Rollout.linear({ percentage: 30, interval: minutes(960) }))).toBe('accepted');
  });

  test.each(['canary', 'linear'] as const)('%s: a token in another unit', kind => {
    expect(refusal(() => Rollout[kind]({ percentage: 10, interval: Duration.hours(Lazy.number({ produce: () => 1 })) })))
      .toBe(`Rollout.${kind}(): \`interval\` must be given by Duration.minutes() where its value is a token, which can't be converted, got: Duration.hours()`);
  });

  test('tokens are never compared', () => {
    const token = Lazy.number({ produce: () => 500 });
    expect(refusal(() => Rollout.canary({ percentage: token, interval: minutes(token) }))).toBe('accepted');
    expect(refusal(() => Rollout.linear({ percentage: token, interval: minutes(3) }))).toBe('accepted');
  });
});

describe('alarms', () => {
  test.each([0, 100, -1, NaN])('percent %p', percent => {
    expect(refusal(() => RollbackAlarm.errorRate({ percent })))
      .toBe(`RollbackAlarm.errorRate(): \`percent\` must be above 0 and below 100, got: ${percent}`);
  });

  test.each([0, 2.5])('minimumErrors %p', minimumErrors => {
    expect(refusal(() => RollbackAlarm.errorRate({ percent: 1, minimumErrors })))
      .toBe(`RollbackAlarm.errorRate(): \`minimumErrors\` must be a whole number between 1 and 1000000, got: ${minimumErrors}`);
  });

  test('percentile', () => {
    expect(refusal(() => RollbackAlarm.latency({ percentile: 100, threshold: minutes(1) })))
      .toBe('RollbackAlarm.latency(): `percentile` must be above 0 and below 100, got: 100');
    expect(refusal(() => RollbackAlarm.latency({ percentile: Lazy.number({ produce: () => 99 }), threshold: minutes(1) })))
      .toBe('RollbackAlarm.latency(): `percentile` must be known at synth, got: a token');
  });

  test('a threshold that is a token in another unit', () => {
    expect(refusal(() => RollbackAlarm.latency({ threshold: Duration.seconds(Lazy.number({ produce: () => 1 })) })))
      .toBe('RollbackAlarm.latency(): `threshold` must be given by Duration.millis() where its value is a token, which can\'t be converted, got: Duration.seconds()');
  });

  test('evaluationPeriods and datapointsToAlarm', () => {
    expect(refusal(() => RollbackAlarm.errorRate({ percent: 1, evaluationPeriods: 61 })))
      .toBe('RollbackAlarm.errorRate(): `evaluationPeriods` must be a whole number between 1 and 60, got: 61');
    expect(refusal(() => RollbackAlarm.latency({ threshold: minutes(1), evaluationPeriods: 2, datapointsToAlarm: 3 })))
      .toBe('RollbackAlarm.latency(): `datapointsToAlarm` must be a whole number between 1 and 2, got: 3');
    expect(refusal(() => RollbackAlarm.latency({ threshold: minutes(1), datapointsToAlarm: 3 }))).toBe('accepted');
  });
});

test('a notification of nothing', () => {
  const fixture = new Fixture();
  expect(refusal(() => Notification.sns(new sns.Topic(fixture.stack, 'T'), { events: [] })))
    .toBe('Notification.sns(): `events` must name at least one event, got: []');
});

describe('construct', () => {
  const create = (props: Partial<CanaryLambdaProps> | ((fixture: Fixture) => Partial<CanaryLambdaProps>)) => refusal(() => {
    const fixture = new Fixture();
    const fn = fixture.function();
    new CanaryLambda(fixture.stack, 'Orders', { function: fn, ...(typeof props === 'function' ? props(fixture) : props) });
    fixture.template();
  });

  test.each(['', '42', 'a b', 'live!', 'x'.repeat(129)])('aliasName %p', aliasName => {
    expect(create({ aliasName }))
      .toBe(`Shop/Orders: \`aliasName\` must be 1 to 128 letters, digits, hyphens or underscores, and not digits only, got: ${aliasName}`);
  });

  test.each(['v2', '2b', 'x'.repeat(128), 'a-b_c'])('aliasName %p is accepted', aliasName => {
    expect(create({ aliasName })).toBe('accepted');
  });

  test.each([1, 1001, 2.5])('retainVersions %p', retainVersions => {
    expect(create({ retainVersions })).toBe(`Shop/Orders: \`retainVersions\` must be a whole number between 2 and 1000, got: ${retainVersions}`);
  });

  test.each([
    [Duration.seconds(59), 'Duration.seconds(59)'],
    [minutes(51), 'Duration.minutes(51)'],
  ])('bake %#', (bake, shown) => {
    expect(create({ bake }))
      .toBe(`Shop/Orders: \`bake\` must be between 1 and 50 minutes, since CodeDeploy waits one hour for a hook, got: ${shown}`);
  });

  test.each([minutes(1), minutes(50), Duration.seconds(90)])('bake of %p is accepted', bake => {
    expect(create({ bake })).toBe('accepted');
  });

  test('bake that is a token in another unit', () => {
    expect(create({ bake: minutes(Lazy.number({ produce: () => 5 })) }))
      .toBe('Shop/Orders: `bake` must be given by Duration.seconds() where its value is a token, which can\'t be converted, got: Duration.minutes()');
  });

  test('tokens are never compared', () => {
    const number = Lazy.number({ produce: () => -7 });
    expect(create(fixture => ({
      retainVersions: number,
      aliasName: Lazy.string({ produce: () => 'no name' }),
      bake: Duration.seconds(number),
      alarms: [RollbackAlarm.errorRate({ percent: number, minimumErrors: number, evaluationPeriods: number, datapointsToAlarm: number })],
      beforeTraffic: Hook.invoke(fixture.function('Before', { timeout: Duration.seconds(number) })),
      afterTraffic: Hook.invoke(fixture.function('After', { timeout: Duration.seconds(number) })),
    }))).toBe('accepted');
  });

  test('bake with nothing to watch', () => {
    expect(create({ bake: minutes(5), alarms: [] }))
      .toContain('[Shop/Orders] `bake` must have an alarm to watch: add one to `alarms`, got: Duration.minutes(5) without alarms');
  });

  test('bake after a self-reporting hook', () => {
    expect(create(fixture => ({ bake: minutes(5), afterTraffic: Hook.selfReporting(fixture.function('Check')) }))).toBe(
      'Shop/Orders: `bake` must not be used with a self-reporting `afterTraffic` hook, which ends the rollout by its own report: '
      + 'use Hook.invoke(), got: Hook.selfReporting(Shop/Check)');
  });

  test('bake and hook together longer than the hour', () => {
    expect(create(fixture => ({ bake: minutes(50), afterTraffic: Hook.invoke(fixture.function('Check', { timeout: minutes(9) })) }))).toBe(
      'Shop/Orders: `bake` and the timeout of `afterTraffic` must be 58 minutes or less together, since CodeDeploy waits one hour for both, got: 59 minutes');
  });

  test('bake and a hook whose time-out is not known', () => {
    const imported = (fixture: Fixture) => Hook.invoke(lambda.Function.fromFunctionArn(fixture.stack, 'Check', 'arn:aws:lambda:us-east-1:123456789012:function:check'));
    expect(create(fixture => ({ bake: minutes(44), afterTraffic: imported(fixture) }))).toBe(
      'Shop/Orders: `bake` and the timeout of `afterTraffic` must be 58 minutes or less together, since CodeDeploy waits one hour for both, got: 59 minutes '
      + '(the timeout of Shop/Check is unknown: 15 minutes are assumed)');
    expect(create(fixture => ({ bake: minutes(43), afterTraffic: imported(fixture) }))).toBe('accepted');
    expect(create(fixture => ({ bake: minutes(50), afterTraffic: Hook.invoke(fixture.function('Check')) }))).toBe('accepted');
  });

  test.each([
    ['an alias', (fixture: Fixture) => fixture.function('Check').addAlias('stable'), 'Shop/Check/Aliasstable'],
    ['a version', (fixture: Fixture) => fixture.function('Check').currentVersion, 'Shop/Check/CurrentVersion'],
    ['an imported alias', (fixture: Fixture) => lambda.Function.fromFunctionArn(fixture.stack, 'Check', 'arn:aws:lambda:us-east-1:123456789012:function:check:stable'), 'Shop/Check'],
  ])('%s that reports by itself', (_what, hook, path) => {
    expect(create(fixture => ({ afterTraffic: Hook.selfReporting(hook(fixture)) }))).toBe(
      `Shop/Orders: \`afterTraffic\` must be a function, which CodeDeploy calls by its name, got: Hook.selfReporting(${path}), an alias or a version. `
      + 'Use the function itself, or Hook.invoke(), which accepts all three');
  });

  test.each(['beforeTraffic', 'afterTraffic'])('a %s hook whose time-out cannot report in time', prop => {
    expect(create(fixture => ({ [prop]: Hook.invoke(fixture.function('Check', { timeout: Duration.seconds(841) })) }))).toBe(
      `Shop/Orders: \`${prop}\` must have a timeout of 14 minutes or less, so that the gate can report its result in time, got: 841 seconds. `
      + 'Shorten it, or use Hook.selfReporting()');
    expect(create(fixture => ({ [prop]: Hook.invoke(fixture.function('Check', { timeout: minutes(14) })) }))).toBe('accepted');
    expect(create(fixture => ({ [prop]: Hook.selfReporting(fixture.function('Check', { timeout: minutes(15) })) }))).toBe('accepted');
  });

  test('more than ten alarms', () => {
    const alarms = Array.from({ length: 8 }, (_, i) => RollbackAlarm.latency({ percentile: 90 + i, threshold: minutes(1) }));
    const add = (more: number) => refusal(() => {
      const fixture = new Fixture();
      const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), alarms });
      for (let i = 0; i < more; i++) orders.addAlarm(RollbackAlarm.errorRate({ percent: 1 + i }));
      fixture.template();
    });
    expect(add(2)).toBe('accepted');
    expect(add(3)).toContain('[Shop/Orders] `alarms` must be 10 or fewer (a CodeDeploy quota), those of addAlarm() included, got: 11');
  });

  test('a function of another stack', () => {
    expect(create(fixture => ({ function: fixture.function('Fn', {}, new Stack(fixture.app, 'Other')) }))).toBe(
      'Shop/Orders: `function` must belong to the same stack, Shop, got: Other/Fn. Create the canary in the function\'s stack');
  });

  test('provisioned concurrency on the alias', () => {
    expect(create(fixture => {
      const fn = fixture.function('Fn');
      return { function: fn, alias: new lambda.Alias(fixture.stack, 'A', { aliasName: 'a', version: fn.currentVersion, provisionedConcurrentExecutions: 5 }) };
    })).toContain('[Shop/Orders] the alias must not have provisioned concurrency, got: 5 provisioned executions. Lambda rejects weights on an alias '
      + 'with provisioned concurrency: put it on an alias of its own, or use Rollout.allAtOnce() on a canary without it');
  });

  test('provisioned concurrency on the version', () => {
    expect(create(fixture => ({ function: fixture.function('Fn', { currentVersionOptions: { provisionedConcurrentExecutions: 2 } }) }))).toBe(
      invalid('the version must not have provisioned concurrency, got: 2 provisioned executions on Shop/Fn/CurrentVersion. '
      + 'Every retained version would keep its own, and be paid for. Put it on an alias of its own'));
  });

  describe('auto scaling of the alias', () => {
    const message = (path: string) => invalid(`the alias must not be scaled, got: ${path}. Lambda rejects weights on an alias `
      + 'with provisioned concurrency: put it on an alias of its own, or use Rollout.allAtOnce() on a canary without it');
    const scaled = (scale: (orders: CanaryLambda) => void) => refusal(() => {
      const fixture = new Fixture();
      const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
      scale(orders);
      fixture.template();
    });

    test('by its own method', () => {
      expect(scaled(orders => orders.alias.addAutoScaling({ maxCapacity: 5 })))
        .toBe(message('Shop/Orders/Alias/AliasScaling/Target/Resource'));
    });

    test('by a target elsewhere that names it', () => {
      expect(scaled(orders => new appscaling.ScalableTarget(Stack.of(orders), 'Scale', {
        serviceNamespace: appscaling.ServiceNamespace.LAMBDA,
        scalableDimension: 'lambda:function:ProvisionedConcurrency',
        minCapacity: 1,
        maxCapacity: 5,
        resourceId: `function:${orders.function.functionName}:live`,
      }))).toBe(message('Shop/Scale/Resource'));
    });

    test('by a target elsewhere that names it by its physical name', () => {
      expect(refusal(() => {
        const fixture = new Fixture();
        new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function('Fn', { functionName: 'orders' }) });
        new appscaling.ScalableTarget(fixture.stack, 'Scale', {
          serviceNamespace: appscaling.ServiceNamespace.LAMBDA,
          scalableDimension: 'lambda:function:ProvisionedConcurrency',
          minCapacity: 1,
          maxCapacity: 5,
          resourceId: 'function:orders:live',
        });
        fixture.template();
      })).toBe(message('Shop/Scale/Resource'));
    });

    test('another alias may be scaled', () => {
      expect(scaled(orders => orders.function.addAlias('other').addAutoScaling({ maxCapacity: 5 }))).toBe('accepted');
    });
  });

  test('versions that an aspect sets to be deleted', () => {
    const fixture = new Fixture();
    new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
    RemovalPolicies.of(fixture.stack).destroy({ priority: 900 });
    expect(refusal(() => fixture.template())).toContain(
      '[Shop/Orders] Shop/OrdersFn/CurrentVersion must be retained, or no rollback can reach it, got: DeletionPolicy Delete, '
      + 'UpdateReplacePolicy Delete. Exclude AWS::Lambda::Version from the aspect or call that changes removal policies');
  });

  test('versions whose policies an aspect takes away', () => {
    const fixture = new Fixture();
    new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
    Aspects.of(fixture.stack).add({
      visit: node => {
        if (node instanceof lambda.CfnVersion) Object.assign(node.cfnOptions, { deletionPolicy: undefined, updateReplacePolicy: undefined });
      },
    });
    expect(refusal(() => fixture.template())).toBe(invalid(
      'Shop/OrdersFn/CurrentVersion must be retained, or no rollback can reach it, got: DeletionPolicy none, '
      + 'UpdateReplacePolicy none. Exclude AWS::Lambda::Version from the aspect or call that changes removal policies'));
  });

  test('more canaries with hooks than the role that CodeDeploy uses has room for', () => {
    const synth = (amount: number) => refusal(() => {
      const fixture = new Fixture({ '@aws-cdk/core:stackResourceLimit': 0 });
      const check = Hook.invoke(fixture.function('Check'));
      for (let i = 0; i < amount; i++) new CanaryLambda(fixture.stack, `Orders${i}`, { function: fixture.function(`Fn${i}`), beforeTraffic: check });
      fixture.template();
    });
    expect(synth(50)).toBe('accepted');
    expect(synth(51)).toContain('got: 51.');
    expect(synth(60)).toBe('Validation failed with the following errors:\n  [Shop/CanaryLambdaRuntime] a stack must have 50 canaries with hooks or fewer '
      + '(IAM allows a role 10240 characters of policies, and CodeDeploy\'s names every function that it calls), got: 60. '
      + 'Put some functions with their canaries into another stack');
  });

  test('addRollout() twice', () => {
    const fixture = new Fixture();
    const once = new CanaryLambda(fixture.stack, 'Once', { function: fixture.function('A') });
    const later = new CanaryLambda(fixture.stack, 'Later', { function: fixture.function('B'), rollout: Rollout.none() });
    later.addRollout({});
    const message = 'addRollout() must be called once, on a canary created with Rollout.none(); this one already has a rollout';
    expect(refusal(() => once.addRollout({}))).toBe(`Shop/Once: ${message}`);
    expect(refusal(() => later.addRollout({}))).toBe(`Shop/Later: ${message}`);
  });

  test('addRollout() of none', () => {
    const fixture = new Fixture();
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
    expect(refusal(() => orders.addRollout({ rollout: Rollout.none() })))
      .toBe('Shop/Orders: addRollout() must be given a rollout that moves traffic, got: Rollout.none()');
  });

  test('context that is neither true nor false', () => {
    const fixture = new Fixture({ 'canary-lambda:skip': 'yes' });
    expect(refusal(() => new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() })))
      .toBe('Shop/Orders: context key `canary-lambda:skip` must be true or false, got: "yes"');
  });

  test('what does not exist yet', () => {
    const fixture = new Fixture();
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
    expect(refusal(() => orders.url)).toBe('Shop/Orders: `url` must be created first: call addUrl()');
    expect(refusal(() => orders.latestUrl)).toBe('Shop/Orders: `latestUrl` must be created first: call addLatestUrl()');
    expect(refusal(() => orders.deploymentGroup)).toBe('Shop/Orders: `deploymentGroup` must have a rollout: call addRollout() first');
  });

  test('a second URL', () => {
    const fixture = new Fixture();
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
    orders.addUrl();
    orders.addLatestUrl();
    expect(refusal(() => orders.addUrl())).toBe('Shop/Orders: addUrl() must be called once; `url` holds the address');
    expect(refusal(() => orders.addLatestUrl())).toBe('Shop/Orders: addLatestUrl() must be called once; `latestUrl` holds the address');
  });

  test.each([
    ['rollout', 'Rollout.canary(); Rollout', 'a factory such as '],
    ['alarms', 'RollbackAlarm.errorRate() or RollbackAlarm.of(); RollbackAlarm', 'a factory such as '],
    ['beforeTraffic', 'Hook.invoke() or Hook.selfReporting(); Hook', ''],
    ['notifications', 'Notification.sns(); Notification', ''],
  ])('a class of one\'s own as %s', (prop, remedy, factory) => {
    class Mine {}
    const value = ['alarms', 'notifications'].includes(prop) ? [new Mine()] : new Mine();
    expect(create({ [prop]: value })).toBe(`Shop/Orders: \`${prop}\` must come from ${factory}${remedy} cannot be subclassed, got: Mine`);
  });
});

test('an imported alarm is accepted', () => {
  const fixture = new Fixture();
  const alarm = cloudwatch.Alarm.fromAlarmArn(fixture.stack, 'Mine', 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:mine');
  expect(refusal(() => new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), alarms: [RollbackAlarm.of(alarm)] }))).toBe('accepted');
});
