import { Duration, Lazy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { CanaryLambda, RollbackAlarm } from '../../../src';
import { creation, Fixture, invalid, refusal } from '../support/fixture';

const DIMENSIONS = [
  { Name: 'ExecutedVersion', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('OrdersFnCurrentVersion'), 'Version'] } },
  { Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('OrdersFn') } },
  { Name: 'Resource', Value: { 'Fn::Join': ['', [{ Ref: Match.stringLikeRegexp('OrdersFn') }, ':live']] } },
];

const withAlarms = (...alarms: RollbackAlarm[]) => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), alarms });
  return { fixture, orders, template: () => fixture.template() };
};

test('by default: more than 1 % of the new version\'s invocations fail in a minute, and at least three do', () => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  fixture.template().hasResourceProperties('AWS::CloudWatch::Alarm', {
    Metrics: [
      { Expression: 'IF(errors >= 3, 100 * errors / invocations, 0)', ReturnData: true },
      { Id: 'errors', MetricStat: { Metric: { MetricName: 'Errors', Namespace: 'AWS/Lambda', Dimensions: DIMENSIONS }, Period: 60, Stat: 'Sum' } },
      { Id: 'invocations', MetricStat: { Metric: { MetricName: 'Invocations', Dimensions: DIMENSIONS }, Period: 60, Stat: 'Sum' } },
    ],
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  });
});

test('error rate with other numbers', () => {
  withAlarms(RollbackAlarm.errorRate({ percent: 0.5, minimumErrors: 10, evaluationPeriods: 5, datapointsToAlarm: 2 })).template()
    .hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: Match.arrayWith([Match.objectLike({ Expression: 'IF(errors >= 10, 100 * errors / invocations, 0)' })]),
      Threshold: 0.5,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 2,
    });
});

test('latency watches a percentile of the new version and ignores minutes with too few calls', () => {
  withAlarms(RollbackAlarm.latency({ percentile: 99.5, threshold: Duration.millis(800) })).template().hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'Duration',
    ExtendedStatistic: 'p99.5',
    Dimensions: DIMENSIONS,
    Period: 60,
    Threshold: 800,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    EvaluateLowSampleCountPercentile: 'ignore',
    TreatMissingData: 'notBreaching',
  });
});

test('latency watches the 90th percentile by default; one period needs one data point', () => {
  withAlarms(RollbackAlarm.latency({ threshold: Duration.seconds(1), evaluationPeriods: 1 })).template()
    .hasResourceProperties('AWS::CloudWatch::Alarm', { ExtendedStatistic: 'p90', EvaluationPeriods: 1, DatapointsToAlarm: 1 });
});

test('an existing alarm joins the group unchanged', () => {
  const fixture = new Fixture();
  const mine = new cloudwatch.Alarm(fixture.stack, 'Mine', { metric: new cloudwatch.Metric({ namespace: 'A', metricName: 'B' }), threshold: 1, evaluationPeriods: 1 });
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), alarms: [RollbackAlarm.of(mine)] });
  fixture.template().resourceCountIs('AWS::CloudWatch::Alarm', 1);
  fixture.template().hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', { AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: fixture.id(mine) } }] } });
});

test('two alarms of the same kind have different ids', () => {
  const latency = RollbackAlarm.latency({ threshold: Duration.seconds(1) });
  const { template } = withAlarms(RollbackAlarm.errorRate({ percent: 1 }), RollbackAlarm.errorRate({ percent: 5 }), latency);
  expect(Object.keys(template().findResources('AWS::CloudWatch::Alarm')).map(id => id.replace(/.{16}$/, '')))
    .toEqual(['OrdersErrorRateAlarm', 'OrdersErrorRateAlarm2', 'OrdersLatencyAlarm']);
});

test('an alarm that is given twice appears once', () => {
  const fixture = new Fixture();
  const mine = cloudwatch.Alarm.fromAlarmArn(fixture.stack, 'Mine', 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:mine');
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), alarms: [RollbackAlarm.of(mine)] });
  for (let more = 0; more < 10; more++) orders.addAlarm(RollbackAlarm.of(mine));
  fixture.template().hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', { AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'mine' }] } });
});

test('tokens reach the alarms with their values', () => {
  const fixture = new Fixture();
  const token = (value: number) => Lazy.number({ produce: () => value });
  new CanaryLambda(fixture.stack, 'Orders', {
    function: fixture.function(),
    alarms: [
      RollbackAlarm.errorRate({ percent: token(2), minimumErrors: token(7) }),
      RollbackAlarm.latency({ threshold: Duration.millis(token(800)), evaluationPeriods: token(5) }),
    ],
  });
  fixture.template().hasResourceProperties('AWS::CloudWatch::Alarm', {
    Threshold: 2,
    AlarmDescription: 'More than 2 % of the new version\'s invocations fail (at least 7 errors in a minute)',
    Metrics: Match.arrayWith([Match.objectLike({ Expression: 'IF(errors >= 7, 100 * errors / invocations, 0)' })]),
  });
  fixture.template().hasResourceProperties('AWS::CloudWatch::Alarm', {
    Threshold: 800, EvaluationPeriods: 5, DatapointsToAlarm: 5, AlarmDescription: 'The p90 duration of the new version is above 800 ms',
  });
});

test('an empty list is rendered, so that old alarms leave the group', () => {
  withAlarms().template().hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', { AlarmConfiguration: { Enabled: false, Alarms: [] } });
});

test('addAlarm adds to the alarms of the rollout', () => {
  const { fixture, orders } = withAlarms(RollbackAlarm.errorRate({ percent: 1 }));
  orders.addAlarm(RollbackAlarm.latency({ threshold: Duration.seconds(1) }));
  const [group] = Object.values(fixture.template().findResources('AWS::CodeDeploy::DeploymentGroup'));
  expect(group.Properties.AlarmConfiguration.Alarms).toHaveLength(2);
});

test('the caller\'s list is copied', () => {
  const alarms = [RollbackAlarm.errorRate({ percent: 1 })];
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), alarms }).addAlarm(RollbackAlarm.errorRate({ percent: 2 }));
  expect(alarms).toHaveLength(1);
});

describe('each version has its own alarm, since an alarm that is pointed at another version keeps its state', () => {
  const alarmId = (code: string, version?: (fixture: Fixture, fn: lambda.Function) => lambda.Alias) => {
    const fixture = new Fixture();
    const fn = fixture.function('OrdersFn', { code: lambda.Code.fromInline(code) });
    new CanaryLambda(fixture.stack, 'Orders', { function: fn, alias: version?.(fixture, fn) });
    return fixture.ids('AWS::CloudWatch::Alarm')[0];
  };

  test('new code gets a new alarm', () => {
    expect(alarmId('one')).not.toEqual(alarmId('two'));
  });

  test('the id stays within CloudFormation\'s 255 characters', () => {
    const fixture = new Fixture();
    let scope: Construct = fixture.stack;
    for (let depth = 0; depth < 12; depth++) scope = new Construct(scope, `ServiceOfDepartment${depth}`);
    new CanaryLambda(scope, 'Orders', { function: fixture.function() });
    expect(fixture.ids('AWS::CloudWatch::Alarm')[0]).toHaveLength(255);
  });

  test('the same code keeps its alarm', () => {
    expect(alarmId('one')).toEqual(alarmId('one'));
  });

  test('a version that is not the function\'s current version has its own alarm too', () => {
    const own = (id: string) => (fixture: Fixture, fn: lambda.Function) =>
      new lambda.Alias(fixture.stack, 'A', { aliasName: 'a', version: new lambda.Version(fixture.stack, id, { lambda: fn }) });
    expect(alarmId('one', own('V1'))).not.toEqual(alarmId('one', own('V2')));
  });
});

describe('refused', () => {
  const minutes = (amount: number) => Duration.minutes(amount);

  test('a latency that no call reaches before the function\'s timeout', () => {
    const watch = (threshold: Duration, timeout?: Duration) => creation(fixture =>
      ({ function: fixture.function('Slow', { timeout }), alarms: [RollbackAlarm.latency({ threshold })] }));
    expect(watch(Duration.seconds(3))).toBe('Validation failed with the following errors:\n  [Shop/Orders/LatencyAlarm] `threshold` must be below the function\'s timeout, '
      + '3 seconds, or the alarm never fires, got: Duration.seconds(3). RollbackAlarm.errorRate() counts the calls that reach the timeout');
    expect(watch(Duration.millis(2999))).toBe('accepted');
    expect(watch(minutes(1), Duration.seconds(30))).toContain('must be below the function\'s timeout, 30 seconds, or the alarm never fires, got: Duration.minutes(1).');
    expect(watch(minutes(20), minutes(30))).toBe('accepted'); // nothing is refused merely for being above 15 minutes
    expect(watch(minutes(1), Duration.seconds(Lazy.number({ produce: () => 1 })))).toBe('accepted');
  });

  describe('an alarm that waits for the alias', () => {
    const circle = (alarmOn: (fixture: Fixture, orders: CanaryLambda) => cloudwatch.IAlarm) => refusal(() => {
      const fixture = new Fixture();
      const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
      orders.addAlarm(RollbackAlarm.of(alarmOn(fixture, orders)));
      fixture.template();
    });
    const on = (metric: cloudwatch.IMetric, fixture: Fixture) => new cloudwatch.Alarm(fixture.stack, 'Mine', { metric, threshold: 1, evaluationPeriods: 1 });
    const refused = (path: string) => invalid(`\`alarms\` must not refer to the alias or its URL, which wait for the alarms, got: ${path}. `
      + 'Name what the alarm measures by a literal, such as `new Metric({ …, dimensionsMap: { ApiName: \'shop\', Stage: \'prod\' } })`');
    const flow = (fixture: Fixture, orders: CanaryLambda) => new sfn.StateMachine(fixture.stack, 'Flow', {
      definitionBody: sfn.DefinitionBody.fromChainable(new LambdaInvoke(fixture.stack, 'Call', { lambdaFunction: orders.alias })),
    });

    test('on the stage of its REST API', () => {
      expect(circle((fixture, orders) => on(new LambdaRestApi(fixture.stack, 'Api', { handler: orders.alias }).deploymentStage.metricServerError(), fixture)))
        .toMatch(new RegExp(`^${refused('PATH').replace(/[.*+?^$(){}|[\]\\]/g, '\\$&').replace('PATH', 'Shop/Mine → Shop/Api/DeploymentStage.prod → .+ → Shop/Orders/Alias')}$`));
    });

    test('on a state machine that calls it', () => {
      expect(circle((fixture, orders) => on(flow(fixture, orders).metricFailed(), fixture)))
        .toBe(refused('Shop/Mine → Shop/Flow → Shop/Orders/Alias'));
    });

    test('through a composite alarm', () => {
      expect(circle((fixture, orders) => new cloudwatch.CompositeAlarm(fixture.stack, 'Any', { alarmRule: cloudwatch.AlarmRule.anyOf(on(flow(fixture, orders).metricFailed(), fixture)) })))
        .toBe(refused('Shop/Any → Shop/Mine → Shop/Flow → Shop/Orders/Alias'));
    });

    test('but the alias\'s own metric and an API by its name are accepted', () => {
      expect(circle((fixture, orders) => on(orders.alias.metricErrors(), fixture))).toBe('accepted');
      expect(circle((fixture, orders) => {
        new LambdaRestApi(fixture.stack, 'Api', { handler: orders.alias });
        return on(new cloudwatch.Metric({ namespace: 'AWS/ApiGateway', metricName: '5XXError', dimensionsMap: { ApiName: 'Api', Stage: 'prod' } }), fixture);
      })).toBe('accepted');
    });
  });

  test.each([0, 100, -1, NaN])('percent %p', percent => {
    expect(refusal(() => RollbackAlarm.errorRate({ percent })))
      .toBe(`RollbackAlarm.errorRate(): \`percent\` must be above 0 and below 100, got: ${percent}`);
  });

  test.each([0, 2.5])('minimumErrors %p', minimumErrors => {
    expect(refusal(() => RollbackAlarm.errorRate({ percent: 1, minimumErrors })))
      .toBe(`RollbackAlarm.errorRate(): \`minimumErrors\` must be a whole number between 1 and 1000000, got: ${minimumErrors}`);
  });

  test.each([
    [100, '100'], [NaN, 'NaN'], [0, '0'], [49.9, '49.9'], [1, '1'], [0.99, '0.99. Write 99'], [0.999, '0.999. Write 99.9'], [0.5, '0.5. Write 50'],
  ])('percentile %p', (percentile, got) => {
    expect(refusal(() => RollbackAlarm.latency({ percentile, threshold: minutes(1) })))
      .toBe(`RollbackAlarm.latency(): \`percentile\` must be from 50 up to, but not including, 100, in percent, got: ${got}`);
  });

  test.each([50, 99.99])('percentile %p is accepted', percentile => {
    expect(refusal(() => RollbackAlarm.latency({ percentile, threshold: minutes(1) }))).toBe('accepted');
  });

  test('a percentile that is a token', () => {
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

  test('more than ten alarms', () => {
    const alarms = Array.from({ length: 8 }, (_, i) => RollbackAlarm.latency({ percentile: 90 + i, threshold: Duration.seconds(1) }));
    const add = (more: number) => refusal(() => {
      const fixture = new Fixture();
      const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), alarms });
      for (let i = 0; i < more; i++) orders.addAlarm(RollbackAlarm.errorRate({ percent: 1 + i }));
      fixture.template();
    });
    expect(add(2)).toBe('accepted');
    expect(add(3)).toContain('[Shop/Orders] `alarms` must hold 10 alarms or fewer (a CodeDeploy quota), including those of addAlarm(), got: 11');
  });
});

test('an imported alarm is accepted', () => {
  const fixture = new Fixture();
  const alarm = cloudwatch.Alarm.fromAlarmArn(fixture.stack, 'Mine', 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:mine');
  expect(refusal(() => new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), alarms: [RollbackAlarm.of(alarm)] }))).toBe('accepted');
});

test('an object of another class is refused as an alarm', () => {
  class Mine {}
  expect(creation({ alarms: [new Mine()] as any })).toBe('Shop/Orders: `alarms` must come from a factory such as RollbackAlarm.errorRate() or RollbackAlarm.of(); RollbackAlarm cannot be subclassed, got: Mine');
});
