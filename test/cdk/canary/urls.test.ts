import { Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryLambda } from '../../../src';
import { Fixture, refusal } from '../support/fixture';

test('url leads to the alias, latestUrl to the newest code; both require IAM', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  orders.addUrl();
  orders.addLatestUrl();
  fixture.template().hasResourceProperties('AWS::Lambda::Url', { Qualifier: 'live', AuthType: 'AWS_IAM' });
  fixture.template().hasResourceProperties('AWS::Lambda::Url', { Qualifier: Match.absent(), AuthType: 'AWS_IAM' });
  expect(fixture.stack.resolve(orders.url)).toEqual({ 'Fn::GetAtt': [expect.stringContaining('OrdersUrl'), 'FunctionUrl'] });
  expect(fixture.stack.resolve(orders.latestUrl)).toEqual({ 'Fn::GetAtt': [expect.stringContaining('OrdersLatestUrl'), 'FunctionUrl'] });
  expect(fixture.warnings()).toEqual([]);
});

test('authentication can be chosen', () => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() }).addUrl({ authType: lambda.FunctionUrlAuthType.NONE });
  fixture.template().hasResourceProperties('AWS::Lambda::Url', { AuthType: 'NONE' });
});

test('a second URL is refused', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  orders.addUrl();
  orders.addLatestUrl();
  expect(refusal(() => orders.addUrl())).toBe('Shop/Orders: addUrl() must be called once; `url` holds the address');
  expect(refusal(() => orders.addLatestUrl())).toBe('Shop/Orders: addLatestUrl() must be called once; `latestUrl` holds the address');
});
