import { Duration, Lazy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryLambda, Hook, Rollout } from '../../../src';
import { creation, Fixture, invalid, refusal } from '../support/fixture';

const minutes = (amount: number) => Duration.minutes(amount);

test.each([
  [Duration.seconds(59), 'Duration.seconds(59)'],
  [minutes(51), 'Duration.minutes(51)'],
])('bake %# is refused', (bake, shown) => {
  expect(creation({ bake }))
    .toBe(`Shop/Orders: \`bake\` must be between 1 and 50 minutes, since CodeDeploy waits one hour for a hook, got: ${shown}`);
});

test.each([minutes(1), minutes(50), Duration.seconds(90)])('a bake of %p is accepted', bake => {
  expect(creation({ bake })).toBe('accepted');
});

test('a bake that is a token in another unit is refused', () => {
  expect(creation({ bake: minutes(Lazy.number({ produce: () => 5 })) }))
    .toBe('Shop/Orders: `bake` must be given by Duration.seconds() where its value is a token, which can\'t be converted, got: Duration.minutes()');
});

test('a bake without alarms is refused', () => {
  expect(creation({ bake: minutes(5), alarms: [] }))
    .toContain('[Shop/Orders] `bake` must have an alarm to watch, got: Duration.minutes(5) without alarms. Add one to `alarms`');
});

test('a bake after a self-reporting hook is refused', () => {
  expect(creation(fixture => ({ bake: minutes(5), afterTraffic: Hook.selfReporting(fixture.function('Check')) }))).toBe(
    'Shop/Orders: `bake` must not be used with a self-reporting `afterTraffic` hook, which ends the rollout by its own report, got: '
    + 'Hook.selfReporting(Shop/Check). Use Hook.invoke()');
});

test('a bake and a hook that together exceed the hour are refused', () => {
  expect(creation(fixture => ({ bake: minutes(50), afterTraffic: Hook.invoke(fixture.function('Check', { timeout: minutes(9) })) }))).toBe(
    'Shop/Orders: `bake` and the timeout of `afterTraffic` must be 58 minutes or less together, since CodeDeploy waits one hour for both, got: 59 minutes');
});

test('a hook whose timeout is unknown counts with the longest possible timeout', () => {
  const imported = (fixture: Fixture) => Hook.invoke(lambda.Function.fromFunctionArn(fixture.stack, 'Check', 'arn:aws:lambda:us-east-1:123456789012:function:check'));
  expect(creation(fixture => ({ bake: minutes(44), afterTraffic: imported(fixture) }))).toBe(
    'Shop/Orders: `bake` and the timeout of `afterTraffic` must be 58 minutes or less together, since CodeDeploy waits one hour for both, got: 59 minutes '
    + '(the timeout of Shop/Check is unknown: 15 minutes are assumed)');
  expect(creation(fixture => ({ bake: minutes(43), afterTraffic: imported(fixture) }))).toBe('accepted');
  expect(creation(fixture => ({ bake: minutes(50), afterTraffic: Hook.invoke(fixture.function('Check')) }))).toBe('accepted');
});

test.each([
  ['an alias', (fixture: Fixture) => fixture.function('Check').addAlias('stable'), 'Shop/Check/Aliasstable'],
  ['a version', (fixture: Fixture) => fixture.function('Check').currentVersion, 'Shop/Check/CurrentVersion'],
  ['an imported alias', (fixture: Fixture) => lambda.Function.fromFunctionArn(fixture.stack, 'Check', 'arn:aws:lambda:us-east-1:123456789012:function:check:stable'), 'Shop/Check'],
])('%s is refused as a self-reporting hook', (_what, hook, path) => {
  expect(creation(fixture => ({ afterTraffic: Hook.selfReporting(hook(fixture)) }))).toBe(
    `Shop/Orders: \`afterTraffic\` must be a function, which CodeDeploy calls by its name, got: Hook.selfReporting(${path}), an alias or a version. `
    + 'Use the function itself, or Hook.invoke(), which accepts all three');
});

test.each(['beforeTraffic', 'afterTraffic'])('a %s hook is refused if its timeout leaves no time to report', prop => {
  expect(creation(fixture => ({ [prop]: Hook.invoke(fixture.function('Check', { timeout: Duration.seconds(841) })) }))).toBe(
    `Shop/Orders: \`${prop}\` must have a timeout of 14 minutes or less, so that the gate can report its result in time, got: 841 seconds. `
    + 'Shorten it, or use Hook.selfReporting()');
  expect(creation(fixture => ({ [prop]: Hook.invoke(fixture.function('Check', { timeout: minutes(14) })) }))).toBe('accepted');
  expect(creation(fixture => ({ [prop]: Hook.selfReporting(fixture.function('Check', { timeout: minutes(15) })) }))).toBe('accepted');
});

test('an object of another class is refused as a hook', () => {
  class Mine {}
  expect(creation({ beforeTraffic: new Mine() as any })).toBe('Shop/Orders: `beforeTraffic` must come from Hook.invoke(), Hook.nodejs() or Hook.selfReporting(); Hook cannot be subclassed, got: Mine');
});

test.each([
  ['beforeTraffic', 'region', 'us-east-1:123456789012', 'eu-west-1', 'us-east-1', Hook.invoke],
  ['afterTraffic', 'account', 'eu-west-1:999999999999', '123456789012', '999999999999', Hook.selfReporting],
])('a %s hook of another %s is refused', (prop, kind, place, ours, theirs, create) => {
  const hook = (where: string) => refusal(() => {
    const fixture = new Fixture({}, { env: { account: '123456789012', region: 'eu-west-1' } });
    const check = lambda.Function.fromFunctionArn(fixture.stack, 'Check', `arn:aws:lambda:${where}:function:check`);
    new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), [prop]: create(check) });
  });
  expect(hook(place)).toBe(`Shop/Orders: \`${prop}\` must be in the ${kind} of the canary, ${ours}, got: Shop/Check in ${theirs}. `
    + 'Hooks are called in the canary\'s own account and region: create one there');
  expect(hook('eu-west-1:123456789012')).toBe('accepted');
});

describe('a hook that refers to a resource that waits for it is refused', () => {
  const CIRCLE = '`beforeTraffic` must not refer to the alias or its URL, which wait for the hook, got:';
  const REMEDY = 'Use the event\'s `targetVersionArn`, or `latestUrl`: before traffic shifts, the alias is on the old version';
  const refer = (how: (orders: CanaryLambda, smoke: lambda.Function, fixture: Fixture) => void) => {
    const fixture = new Fixture();
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
    orders.addUrl();
    orders.addLatestUrl();
    const smoke = fixture.function('Smoke');
    how(orders, smoke, fixture);
    orders.addRollout({ beforeTraffic: Hook.invoke(smoke) });
    return refusal(() => fixture.template());
  };

  test('the alias', () => {
    expect(refer((orders, smoke) => smoke.addEnvironment('TARGET', orders.alias.functionArn))).toContain(
      '[Shop/Orders] `beforeTraffic` must not refer to the alias or its URL, which wait for the hook, '
      + `got: Shop/Smoke → Shop/Orders/Alias. ${REMEDY}`);
  });

  test('an after-traffic hook may use aliasArn instead', () => {
    const fixture = new Fixture();
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
    orders.addRollout({ afterTraffic: Hook.invoke(fixture.function('Check', { environment: { TARGET: orders.alias.functionArn } })) });
    expect(refusal(() => fixture.template())).toBe(invalid('`afterTraffic` must not refer to the alias or its URL, which wait for the hook, '
      + 'got: Shop/Check → Shop/Orders/Alias. Use `aliasArn` or `latestUrl`, or the event\'s `targetVersionArn`'));
  });

  test('the URL', () => {
    expect(refer((orders, smoke) => smoke.addEnvironment('TARGET', orders.url)))
      .toBe(invalid(`${CIRCLE} Shop/Smoke → Shop/Orders/Url. ${REMEDY}`));
  });

  test('the alias, by a permission of its role', () => {
    expect(refer((orders, smoke) => orders.grantInvoke(smoke)))
      .toBe(invalid(`${CIRCLE} Shop/Smoke → Shop/Smoke/ServiceRole/DefaultPolicy → Shop/Orders/Alias. ${REMEDY}`));
  });

  test('the alias, by another function on the way', () => {
    expect(refer((orders, smoke, fixture) => {
      const proxy = fixture.function('Proxy', { environment: { TARGET: orders.alias.functionArn } });
      smoke.addEnvironment('PROXY', proxy.functionName);
    })).toBe(invalid(`${CIRCLE} Shop/Smoke → Shop/Proxy → Shop/Orders/Alias. ${REMEDY}`));
  });

  test('but aliasArn, latestUrl and the function are allowed', () => {
    expect(refer((orders, smoke) => {
      smoke.addEnvironment('TARGET', orders.aliasArn);
      smoke.addEnvironment('TEST_URL', orders.latestUrl);
      orders.function.grantInvoke(smoke);
    })).toBe('accepted');
  });
});
