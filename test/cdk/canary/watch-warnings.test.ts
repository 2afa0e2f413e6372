import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CanaryLambda, type CanaryLambdaProps, Hook, RollbackAlarm, Rollout } from '../../../src';
import { Fixture } from '../support/fixture';

const minutes = (amount: number) => Duration.minutes(amount);
const warnings = (props: (fixture: Fixture) => Partial<CanaryLambdaProps>) => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), ...props(fixture) });
  return fixture.warnings();
};
const canary = (percentage: number, interval: number) => Rollout.canary({ percentage, interval: minutes(interval) });
const linear = (percentage: number, interval: number) => Rollout.linear({ percentage, interval: minutes(interval) });

describe('a rollout that ends before an alarm can act', () => {
  const hasty = (took: number) => `the rollout should take 5 minutes or more, or have a \`bake\`, got: ${took} minutes. `
    + 'CloudWatch has the numbers of a minute one to three minutes later, so the alarms come after its end [ack: cdk-canary-lambda:hastyRollout]';

  test.each([
    ['all at once', Rollout.allAtOnce(), 0],
    ['a canary', canary(10, 4), 4],
    ['a linear rollout', linear(25, 1), 3],
  ])('%s warns', (_what, rollout, took) => {
    expect(warnings(() => ({ rollout }))).toEqual([hasty(took)]);
  });

  test.each([
    ['a canary of five minutes', () => ({ rollout: canary(10, 5) })],
    ['a linear rollout of nine minutes', () => ({ rollout: linear(10, 1) })],
    ['a bake', () => ({ rollout: Rollout.allAtOnce(), bake: minutes(5) })],
    ['no alarm', () => ({ rollout: Rollout.allAtOnce(), alarms: [] })],
    ['a self-reporting hook, which can watch', (fixture: Fixture) => ({ rollout: Rollout.allAtOnce(), afterTraffic: Hook.selfReporting(fixture.function('Long')) })],
  ])('%s does not', (_what, props) => {
    expect(warnings(props)).toEqual([]);
  });
});

test('a bake shorter than the delay of the numbers warns', () => {
  const short = (shown: string) => [`\`bake\` should be 3 minutes or more, got: ${shown}. `
    + 'CloudWatch has the numbers of a minute one to three minutes later, so this bake watches next to nothing [ack: cdk-canary-lambda:shortBake]'];
  expect(warnings(() => ({ bake: Duration.seconds(179) }))).toEqual(short('Duration.seconds(179)'));
  expect(warnings(() => ({ bake: minutes(3) }))).toEqual([]);
});

describe('a latency alarm that ordinary traffic never sets off', () => {
  const watch = (percentile: number | undefined, rollout: Rollout, evaluationPeriods?: number) =>
    warnings(() => ({ rollout, alarms: [RollbackAlarm.latency({ percentile, threshold: Duration.seconds(1), evaluationPeriods })] }));

  test('the 99th percentile of a first share of 10 % warns', () => {
    expect(watch(99, canary(10, 5))).toEqual([
      'Shop/Orders/LatencyAlarm needs 1000 calls of the new version in 3 minutes, which is 56 calls a second of the whole function while 10 % go to the new version; '
      + 'with fewer it never fires. Choose a lower `percentile`, or a larger first share [ack: cdk-canary-lambda:fewCalls:Shop/Orders/LatencyAlarm]',
    ]);
  });

  test.each([
    ['by default', undefined, canary(10, 5), undefined],
    ['with a larger share', 99, canary(50, 5), undefined],
    ['with more periods', 99, canary(10, 5), 10],
  ])('%s it does not', (_what, percentile, rollout, periods) => {
    expect(watch(percentile, rollout, periods)).toEqual([]);
  });
});

test('an alarm that warms up as long as the rollout is watched warns', () => {
  const warmUp = (WarmUpPeriodDurationInMinutes: number) => warnings(({ stack }) => {
    const alarm = new cloudwatch.Alarm(stack, 'Mine', { metric: new cloudwatch.Metric({ namespace: 'A', metricName: 'B' }), threshold: 1, evaluationPeriods: 1 });
    (alarm.node.defaultChild as cloudwatch.CfnAlarm).addPropertyOverride('WarmUpConfiguration', { WarmUpPeriodDurationInMinutes });
    return { rollout: canary(10, 10), bake: minutes(5), alarms: [RollbackAlarm.of(alarm)] };
  });
  expect(warmUp(15)).toEqual([
    'Shop/Mine warms up for 15 minutes after each change of it, got: a rollout that is watched for 15 minutes. '
    + 'In a deploy that creates or changes this alarm nobody watches by it [ack: cdk-canary-lambda:warmUp:Shop/Mine]',
  ]);
  expect(warmUp(14)).toEqual([]);
});

test('in an emergency only the emergency warns', () => {
  expect(warnings(() => ({ rollout: Rollout.allAtOnce(), skip: true }))).toEqual([expect.stringContaining('ROLLOUT SKIPPED')]);
});
