import { Duration, Lazy } from 'aws-cdk-lib';
import { CanaryLambda, Rollout } from '../../../src';
import { creation, Fixture, refusal } from '../support/fixture';

const templateOf = (...rollouts: Rollout[]) => {
  const fixture = new Fixture();
  rollouts.forEach((rollout, i) => new CanaryLambda(fixture.stack, `Canary${i}`, { function: fixture.function(`Fn${i}`), rollout }));
  return fixture.template();
};
const canary = (percentage: number, minutes: number) => Rollout.canary({ percentage, interval: Duration.minutes(minutes) });
const linear = (percentage: number, minutes: number) => Rollout.linear({ percentage, interval: Duration.minutes(minutes) });

test.each([
  ['LambdaCanary10Percent5Minutes', canary(10, 5)],
  ['LambdaCanary10Percent10Minutes', canary(10, 10)],
  ['LambdaCanary10Percent15Minutes', canary(10, 15)],
  ['LambdaCanary10Percent30Minutes', canary(10, 30)],
  ['LambdaLinear10PercentEvery1Minute', linear(10, 1)],
  ['LambdaLinear10PercentEvery2Minutes', linear(10, 2)],
  ['LambdaLinear10PercentEvery3Minutes', linear(10, 3)],
  ['LambdaLinear10PercentEvery10Minutes', linear(10, 10)],
  ['LambdaAllAtOnce', Rollout.allAtOnce()],
])('%s is used if the numbers match', (name, rollout) => {
  const template = templateOf(rollout);
  template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', { DeploymentConfigName: `CodeDeployDefault.${name}` });
  template.resourceCountIs('AWS::CodeDeploy::DeploymentConfig', 0);
});

test('a predefined configuration is used whatever the unit of the interval', () => {
  templateOf(Rollout.canary({ percentage: 10, interval: Duration.seconds(300) }))
    .hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', { DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' });
});

test('predefined minutes with another percentage create a configuration', () => {
  templateOf(canary(20, 5)).hasResourceProperties('AWS::CodeDeploy::DeploymentConfig', {
    TrafficRoutingConfig: { TimeBasedCanary: { CanaryPercentage: 20, CanaryInterval: 5 } },
  });
});

test('other canary numbers create a configuration', () => {
  templateOf(canary(25, 7)).hasResourceProperties('AWS::CodeDeploy::DeploymentConfig', {
    ComputePlatform: 'Lambda',
    TrafficRoutingConfig: { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage: 25, CanaryInterval: 7 } },
  });
});

test('other linear numbers create a configuration', () => {
  templateOf(linear(10, 5)).hasResourceProperties('AWS::CodeDeploy::DeploymentConfig', {
    TrafficRoutingConfig: { Type: 'TimeBasedLinear', TimeBasedLinear: { LinearPercentage: 10, LinearInterval: 5 } },
  });
});

test('canaries with the same numbers share a configuration, others have their own', () => {
  const sameInSeconds = Rollout.canary({ percentage: 25, interval: Duration.seconds(420) });
  const template = templateOf(canary(25, 7), canary(25, 7), sameInSeconds, canary(25, 8), linear(25, 7));
  template.resourceCountIs('AWS::CodeDeploy::DeploymentConfig', 3);
  const configs = Object.values(template.findResources('AWS::CodeDeploy::DeploymentGroup')).map(group => group.Properties.DeploymentConfigName.Ref);
  expect(new Set(configs.slice(0, 3)).size).toBe(1);
  expect(new Set(configs).size).toBe(3);
});

test('the configuration has no fixed name, so its numbers can change', () => {
  const [config] = Object.values(templateOf(canary(25, 7)).findResources('AWS::CodeDeploy::DeploymentConfig'));
  expect(config.Properties.DeploymentConfigName).toBeUndefined();
});

test('one rollout object serves many canaries', () => {
  const rollout = canary(25, 7);
  templateOf(rollout, rollout).resourceCountIs('AWS::CodeDeploy::DeploymentConfig', 1);
});

describe('refused', () => {
  const minutes = (amount: number) => Duration.minutes(amount);

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

test('an object of another class is refused as a rollout', () => {
  class Mine {}
  expect(creation({ rollout: new Mine() as any })).toBe('Shop/Orders: `rollout` must come from a factory such as Rollout.canary(); Rollout cannot be subclassed, got: Mine');
});
