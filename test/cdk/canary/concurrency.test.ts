import { Stack } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryLambda } from '../../../src';
import { creation, Fixture, invalid, refusal } from '../support/fixture';

test('provisioned concurrency on the alias is refused', () => {
  expect(creation(fixture => {
    const fn = fixture.function('Fn');
    return { function: fn, alias: new lambda.Alias(fixture.stack, 'A', { aliasName: 'a', version: fn.currentVersion, provisionedConcurrentExecutions: 5 }) };
  })).toContain('[Shop/Orders] the alias must not have provisioned concurrency, got: 5 provisioned executions. Lambda rejects weights on an alias '
    + 'with provisioned concurrency: put the concurrency on another alias');
});

test('provisioned concurrency on the version is refused', () => {
  expect(creation(fixture => ({ function: fixture.function('Fn', { currentVersionOptions: { provisionedConcurrentExecutions: 2 } }) }))).toBe(
    invalid('the version must not have provisioned concurrency, got: 2 provisioned executions on Shop/Fn/CurrentVersion. '
    + 'Every retained version would keep its own, and cost money. Put the concurrency on another alias'));
});

describe('auto scaling of the alias is refused', () => {
  const message = (path: string) => invalid(`the alias must not be scaled, got: ${path}. Lambda rejects weights on an alias `
    + 'with provisioned concurrency: put the concurrency on another alias');
  const scaled = (scale: (orders: CanaryLambda) => void) => refusal(() => {
    const fixture = new Fixture();
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
    scale(orders);
    fixture.template();
  });

  test('by the alias\'s own method', () => {
    expect(scaled(orders => orders.alias.addAutoScaling({ maxCapacity: 5 })))
      .toBe(message('Shop/Orders/Alias/AliasScaling/Target/Resource'));
  });

  test('by a target elsewhere that refers to it', () => {
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

  test('but auto scaling of another alias is accepted', () => {
    expect(scaled(orders => orders.function.addAlias('other').addAutoScaling({ maxCapacity: 5 }))).toBe('accepted');
  });
});
