import { Duration } from 'aws-cdk-lib';
import { CanaryLambda } from '../../../src';
import { Fixture } from '../support/fixture';

const fixture = new Fixture();
const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });

test.each([
  ['metricInvocations', orders.metricInvocations(), 'Invocations', 'Sum'],
  ['metricErrors', orders.metricErrors(), 'Errors', 'Sum'],
  ['metricDuration', orders.metricDuration(), 'Duration', 'Average'],
  ['metric', orders.metric('Duration', { statistic: 'p99' }), 'Duration', 'p99'],
])('%s measures the new version, with a period of one minute', (_, metric, metricName, statistic) => {
  const { dimensions, ...rest } = metric.toMetricConfig().metricStat!;
  expect(rest).toMatchObject({ namespace: 'AWS/Lambda', metricName, statistic, period: Duration.minutes(1) });
  expect(fixture.stack.resolve(dimensions)).toEqual([
    { name: 'ExecutedVersion', value: { 'Fn::GetAtt': [expect.stringContaining('OrdersFnCurrentVersion'), 'Version'] } },
    { name: 'FunctionName', value: { Ref: expect.stringContaining('OrdersFn') } },
    { name: 'Resource', value: { 'Fn::Join': ['', [{ Ref: expect.stringContaining('OrdersFn') }, ':live']] } },
  ]);
});

test('the period can be chosen, the dimensions cannot', () => {
  const metric = orders.metric('Errors', { period: Duration.minutes(5), dimensionsMap: { FunctionName: 'other' } });
  expect(metric.period.toMinutes()).toBe(5);
  expect(Object.keys(metric.dimensions!)).toEqual(['FunctionName', 'Resource', 'ExecutedVersion']);
  expect(metric.dimensions!.FunctionName).not.toBe('other');
});
