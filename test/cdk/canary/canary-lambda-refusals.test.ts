import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { CanaryLambda, Hook, RollbackAlarm, Rollout } from '../../../src';
import { creation, Fixture, refusal } from '../support/fixture';

test.each(['', '42', 'a b', 'live!', 'x'.repeat(129)])('aliasName %p is refused', aliasName => {
  expect(creation({ aliasName }))
    .toBe(`Shop/Orders: \`aliasName\` must be 1 to 128 letters, digits, hyphens or underscores, and not digits only, got: ${aliasName}`);
});

test.each(['v2', '2b', 'x'.repeat(128), 'a-b_c'])('aliasName %p is accepted', aliasName => {
  expect(creation({ aliasName })).toBe('accepted');
});

test.each([1, 1001, 2.5])('retainVersions %p is refused', retainVersions => {
  expect(creation({ retainVersions })).toBe(`Shop/Orders: \`retainVersions\` must be a whole number between 2 and 1000, got: ${retainVersions}`);
});

test('tokens are never compared', () => {
  const number = Lazy.number({ produce: () => -7 });
  expect(creation(fixture => ({
    retainVersions: number,
    aliasName: Lazy.string({ produce: () => 'no name' }),
    bake: Duration.seconds(number),
    alarms: [RollbackAlarm.errorRate({ percent: number, minimumErrors: number, evaluationPeriods: number, datapointsToAlarm: number })],
    beforeTraffic: Hook.invoke(fixture.function('Before', { timeout: Duration.seconds(number) })),
    afterTraffic: Hook.invoke(fixture.function('After', { timeout: Duration.seconds(number) })),
  }))).toBe('accepted');
});

test('a function of another stack is refused', () => {
  expect(creation(fixture => ({ function: fixture.function('Fn', {}, new Stack(fixture.app, 'Other')) }))).toBe(
    'Shop/Orders: `function` must belong to the same stack, Shop, got: Other/Fn. Create the canary in the function\'s stack');
});

test('a second addRollout() is refused', () => {
  const fixture = new Fixture();
  const once = new CanaryLambda(fixture.stack, 'Once', { function: fixture.function('A') });
  const later = new CanaryLambda(fixture.stack, 'Later', { function: fixture.function('B'), rollout: Rollout.none() });
  later.addRollout({});
  const message = 'addRollout() must be called once, on a canary created with Rollout.none(); this one already has a rollout';
  expect(refusal(() => once.addRollout({}))).toBe(`Shop/Once: ${message}`);
  expect(refusal(() => later.addRollout({}))).toBe(`Shop/Later: ${message}`);
});

test('addRollout() with Rollout.none() is refused', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
  expect(refusal(() => orders.addRollout({ rollout: Rollout.none() })))
    .toBe('Shop/Orders: addRollout() must be given a rollout that moves traffic, got: Rollout.none()');
});

test('properties of a resource that was not created yet can\'t be read', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
  expect(refusal(() => orders.url)).toBe('Shop/Orders: `url` must be created first: call addUrl()');
  expect(refusal(() => orders.latestUrl)).toBe('Shop/Orders: `latestUrl` must be created first: call addLatestUrl()');
  expect(refusal(() => orders.deploymentGroup)).toBe('Shop/Orders: `deploymentGroup` must be created first: call addRollout()');
});
