import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryLambda, Hook, Rollout } from '../../../src';
import { Fixture, invalid, refusal } from '../support/fixture';

describe('a hook that refers to what waits for it', () => {
  const CIRCLE = '`beforeTraffic` must not refer to the alias or its URL, which wait for the hook, got:';
  const REMEDY = 'Use `aliasArn` or `latestUrl`, or the event\'s `targetVersionArn`';
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

  test('to the alias', () => {
    expect(refer((orders, smoke) => smoke.addEnvironment('TARGET', orders.alias.functionArn))).toContain(
      '[Shop/Orders] `beforeTraffic` must not refer to the alias or its URL, which wait for the hook, '
      + `got: Shop/Smoke → Shop/Orders/Alias. ${REMEDY}`);
  });

  test('to the URL', () => {
    expect(refer((orders, smoke) => smoke.addEnvironment('TARGET', orders.url)))
      .toBe(invalid(`${CIRCLE} Shop/Smoke → Shop/Orders/Url. ${REMEDY}`));
  });

  test('by a permission of its role', () => {
    expect(refer((orders, smoke) => orders.grantInvoke(smoke)))
      .toBe(invalid(`${CIRCLE} Shop/Smoke → Shop/Smoke/ServiceRole/DefaultPolicy → Shop/Orders/Alias. ${REMEDY}`));
  });

  test('by another function on the way', () => {
    expect(refer((orders, smoke, fixture) => {
      const proxy = fixture.function('Proxy', { environment: { TARGET: orders.alias.functionArn } });
      smoke.addEnvironment('PROXY', proxy.functionName);
    })).toBe(invalid(`${CIRCLE} Shop/Smoke → Shop/Proxy → Shop/Orders/Alias. ${REMEDY}`));
  });

  test('but aliasArn, latestUrl and the function are fine', () => {
    expect(refer((orders, smoke) => {
      smoke.addEnvironment('TARGET', orders.aliasArn);
      smoke.addEnvironment('TEST_URL', orders.latestUrl);
      orders.function.grantInvoke(smoke);
    })).toBe('accepted');
  });
});
