import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryLambda, type CanaryLambdaProps, RollbackAlarm, Rollout } from '../../../src';
import { Fixture, invalid, refusal } from '../support/fixture';

const after = (change: (orders: CanaryLambda, fixture: Fixture) => unknown, props: Partial<CanaryLambdaProps> = {}) => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), ...props });
  return refusal(() => {
    change(orders, fixture);
    fixture.template();
  });
};

describe('an alias whose update policy is no longer the canary\'s', () => {
  const TAKEN = invalid('the alias must keep the update policy that the canary gave it, or nothing guards its rollouts, got: deployment group Shop/Group '
    + 'on Shop/Orders/Alias. Remove that LambdaDeploymentGroup, or whatever changes the policy: the canary has a group of its own');
  const takeOver = ({ alias }: CanaryLambda, { stack }: Fixture) => new codedeploy.LambdaDeploymentGroup(stack, 'Group', { alias });
  const cfnAlias = ({ alias }: CanaryLambda) => alias.node.defaultChild as lambda.CfnAlias;

  test.each([
    ['a deployment group made after the canary', {}],
    ['one made after a canary without a rollout', { rollout: Rollout.none() }],
    ['one made in an emergency', { skip: true }],
  ])('%s is refused', (_what, props) => {
    expect(after(takeOver, props)).toBe(TAKEN);
  });

  test('also on an adopted alias', () => {
    const fixture = new Fixture();
    const fn = fixture.function();
    const alias = fn.addAlias('prod');
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fn, alias });
    takeOver(orders, fixture);
    expect(refusal(() => fixture.template())).toBe(TAKEN.replace('Shop/Orders/Alias', 'Shop/OrdersFn/Aliasprod'));
  });

  test('a policy that is deleted is refused', () => {
    expect(after(orders => cfnAlias(orders).addDeletionOverride('UpdatePolicy')))
      .toBe(invalid('the alias must keep the update policy that the canary gave it, or nothing guards its rollouts, got: none on Shop/Orders/Alias. Remove what deletes it'));
  });

  test('a hook that is taken out of it is refused', () => {
    expect(after(orders => cfnAlias(orders).addOverride('UpdatePolicy.CodeDeployLambdaAliasUpdate.AfterAllowTrafficHook', 'mine')))
      .toContain('got: deployment group Shop/Orders/DeploymentGroup on Shop/Orders/Alias. Remove that LambdaDeploymentGroup, or whatever changes the policy');
  });

  test('other settings of the alias are the user\'s', () => {
    expect(after(orders => {
      cfnAlias(orders).description = 'mine';
    })).toBe('accepted');
  });
});

describe('two aliases of one name on one function', () => {
  const twice = (name: string, of: string) => `the alias must have a name of its own on Shop/OrdersFn, got: ${name}, which is the name of ${of} as well. `
    + 'Choose another `aliasName`, or adopt that alias with `alias`';

  test('an alias of the user\'s', () => {
    expect(after(({ function: fn }) => fn.addAlias('live'))).toBe(invalid(twice('live', 'Shop/OrdersFn/Aliaslive')));
    expect(after(({ function: fn }) => fn.addAlias('test'))).toBe('accepted');
  });

  test('an alias by the function\'s literal name, in another stack', () => {
    const fixture = new Fixture();
    new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function('OrdersFn', { functionName: 'orders' }) });
    new lambda.CfnAlias(new Stack(fixture.app, 'Other'), 'Mine', { functionName: 'orders', functionVersion: '1', name: 'live' });
    expect(refusal(() => fixture.template())).toBe(invalid(twice('live', 'Other/Mine')));
  });

  test('two canaries', () => {
    expect(after(({ function: fn }, { stack }) => new CanaryLambda(stack, 'Again', { function: fn }))).toBe(
      'Validation failed with the following errors:\n'
      + `  [Shop/Orders] ${twice('live', 'Shop/Again/Alias')}\n  [Shop/Again] ${twice('live', 'Shop/Orders/Alias')}`);
    expect(after(({ function: fn }, { stack }) => new CanaryLambda(stack, 'Again', { function: fn, aliasName: 'beta' }))).toBe('accepted');
  });

  test('the same name on another function is accepted', () => {
    expect(after((_orders, fixture) => new CanaryLambda(fixture.stack, 'Again', { function: fixture.function('Other') }))).toBe('accepted');
  });
});

test.each([{}, { rollout: Rollout.none() }])('two canaries on one alias are refused (%j)', props => {
  expect(after(({ function: fn, alias }, { stack }) => new CanaryLambda(stack, 'Again', { function: fn, alias }), props))
    .toBe('Shop/Again: `alias` must not belong to another canary, got: Shop/Orders/Alias, which Shop/Orders rolls out already. Remove one of the two canaries');
});

describe('a version that another stack uses', () => {
  const used = (how: string) => `the version must not be used in another stack, whose import would block every later deploy, got: ${how}. `
    + 'Move that to Shop, or use what has no version, such as `alias.metricErrors()`';
  const board = (scope: Stack, left: cloudwatch.IMetric[]) => new cloudwatch.Dashboard(scope, 'Board', { widgets: [[new cloudwatch.GraphWidget({ left })]] });

  test('a metric on its dashboard is refused', () => {
    expect(after((orders, { app }) => board(new Stack(app, 'Monitoring'), [orders.metricErrors()]))).toBe(invalid(used('Monitoring/Board')));
  });

  test('a metric in its alarm is refused', () => {
    expect(after((orders, { app }) => orders.metricDuration().createAlarm(new Stack(app, 'Monitoring'), 'Slow', { threshold: 1, evaluationPeriods: 1 })))
      .toBe(invalid(used('Monitoring/Slow')));
  });

  test('in another region too', () => {
    const fixture = new Fixture({}, { env: { account: '123456789012', region: 'eu-west-1' }, crossRegionReferences: true });
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
    board(new Stack(fixture.app, 'Monitoring', { env: { account: '123456789012', region: 'us-east-1' }, crossRegionReferences: true }), [orders.metricErrors()]);
    expect(refusal(() => fixture.template())).toBe(invalid(used('Monitoring/Board')));
  });

  test('the same in the canary\'s own stack is accepted, and so is what has no version', () => {
    expect(after((orders, { stack }) => board(stack, [orders.metricErrors()]))).toBe('accepted');
    expect(after((orders, { app }) => board(new Stack(app, 'Monitoring'), [orders.alias.metricErrors()]))).toBe('accepted');
  });
});

describe('another region or account', () => {
  const env = { account: '123456789012', region: 'eu-west-1' };
  const create = (props: (fixture: Fixture) => Partial<CanaryLambdaProps>) => refusal(() => {
    const fixture = new Fixture({}, { env });
    new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), ...props(fixture) });
    fixture.template();
  });
  const alarm = (region: string, account: string) => create(({ stack }) =>
    ({ alarms: [RollbackAlarm.of(cloudwatch.Alarm.fromAlarmArn(stack, 'Mine', `arn:aws:cloudwatch:${region}:${account}:alarm:mine`))] }));
  const REASON = 'CodeDeploy watches alarms of its own account and region only, and takes an unknown one for quiet';

  test('an alarm there is refused', () => {
    expect(alarm('us-east-1', env.account)).toBe(`Shop/Orders: \`alarms\` must be in the region of the canary, eu-west-1, got: Shop/Mine in us-east-1. ${REASON}`);
    expect(alarm('eu-west-1', '999999999999'))
      .toBe(`Shop/Orders: \`alarms\` must be in the account of the canary, 123456789012, got: Shop/Mine in 999999999999. ${REASON}`);
    expect(alarm('eu-west-1', env.account)).toBe('accepted');
  });

  test('an alarm of a stack there is refused', () => {
    expect(create(({ app }) => ({
      alarms: [RollbackAlarm.of(new cloudwatch.Metric({ namespace: 'A', metricName: 'B' })
        .createAlarm(new Stack(app, 'Edge', { env: { ...env, region: 'us-east-1' } }), 'Errors', { threshold: 1, evaluationPeriods: 1 }))],
    }))).toBe(`Shop/Orders: \`alarms\` must be in the region of the canary, eu-west-1, got: Edge/Errors in us-east-1. ${REASON}`);
  });

  test('a stack without region and account accepts what it can\'t compare', () => {
    expect(after((orders, { stack }) => orders.addAlarm(RollbackAlarm.of(cloudwatch.Alarm.fromAlarmArn(stack, 'Mine', 'arn:aws:cloudwatch:us-east-1:1:alarm:mine')))))
      .toBe('accepted');
  });
});

test('Throttles is no metric of a version', () => {
  expect(after(orders => orders.metric('Throttles')))
    .toBe('Shop/Orders: `metricName` must be a metric of one version, got: Throttles. A throttled call reaches no version: use `function.metricThrottles()`');
});
