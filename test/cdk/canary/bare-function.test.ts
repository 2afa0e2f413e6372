import { Duration, NestedStack, SecretValue, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as http from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as pipelines from 'aws-cdk-lib/aws-codepipeline';
import { GitHubSourceAction, LambdaInvokeAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LambdaDestination as OnFailure } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import { LambdaDestination as LogDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LambdaDestination as BucketDestination } from 'aws-cdk-lib/aws-s3-notifications';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke as Invoke } from 'aws-cdk-lib/aws-scheduler-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { type Construct } from 'constructs';
import { CanaryLambda, Hook } from '../../../src';
import { Fixture } from '../support/fixture';

type Attach = (scope: Construct, fn: lambda.IFunction) => unknown;

const rule = (scope: Construct) => new events.Rule(scope, 'Rule', { schedule: events.Schedule.rate(Duration.hours(1)) });
const role = (scope: Construct) => new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });

/** What a user attaches, and how the warning calls it. */
const WAYS: [string, Attach, string][] = [
  ['a Function URL', (scope, fn) => new lambda.FunctionUrl(scope, 'Open', { function: fn, authType: lambda.FunctionUrlAuthType.NONE }),
    'Function URL Shop/Open/Resource'],
  ['an event source', (scope, fn) => new lambda.EventSourceMapping(scope, 'Queue', { target: fn, eventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:q' }),
    'event source Shop/Queue/Resource'],
  ['an asynchronous configuration', (scope, fn) => new lambda.EventInvokeConfig(scope, 'Async', { function: fn, retryAttempts: 0 }),
    'asynchronous configuration Shop/Async/Resource'],
  ['a destination of another function', (scope, fn) => new Fixture().function('Other', { onFailure: new OnFailure(fn) }, scope),
    'asynchronous configuration Shop/Other/EventInvokeConfig/Resource'],
  ['a REST API', (scope, fn) => new apigateway.RestApi(scope, 'Rest').root.addMethod('GET', new apigateway.LambdaIntegration(fn)),
    'REST API method Shop/Rest/Default/GET/Resource'],
  ['a REST API that calls with a role of its own',
    (scope, fn) => new apigateway.RestApi(scope, 'Rest').root.addMethod('GET', new apigateway.AwsIntegration({
      service: 'lambda', path: `2015-03-31/functions/${fn.functionArn}/invocations`, options: { credentialsRole: role(scope) },
    })), 'REST API method Shop/Rest/Default/GET/Resource'],
  ['a REST API from a definition',
    (scope, fn) => new apigateway.SpecRestApi(scope, 'Spec', {
      apiDefinition: apigateway.ApiDefinition.fromInline({
        openapi: '3.0.2', paths: { '/': { get: { 'x-amazon-apigateway-integration': { uri: fn.functionArn } } } },
      }),
    }), 'REST API Shop/Spec/Resource'],
  ['an HTTP API', (scope, fn) => new http.HttpApi(scope, 'Http', { defaultIntegration: new HttpLambdaIntegration('I', fn) }),
    'API integration Shop/Http/DefaultRoute/I/Resource'],
  ['an authorizer', (scope, fn) => new http.HttpApi(scope, 'Http').addRoutes({
    path: '/', authorizer: new HttpLambdaAuthorizer('Auth', fn, { responseTypes: [] }), integration: new HttpLambdaIntegration('I', new Fixture().function('Other', {}, scope)),
  }), 'API authorizer Shop/Http/Auth/Resource'],
  ['a load balancer', (scope, fn) => new elb.ApplicationTargetGroup(scope, 'Group', { targets: [new LambdaTarget(fn)] }),
    'load balancer target group Shop/Group/Resource'],
  ['an SNS topic', (scope, fn) => new sns.Topic(scope, 'Topic').addSubscription(new LambdaSubscription(fn)), 'SNS subscription Shop/OrdersFn/Topic/Resource'],
  ['an EventBridge rule', (scope, fn) => rule(scope).addTarget(new targets.LambdaFunction(fn)), 'EventBridge rule Shop/Rule/Resource'],
  ['a schedule', (scope, fn) => new scheduler.Schedule(scope, 'Nightly', { schedule: scheduler.ScheduleExpression.rate(Duration.hours(1)), target: new Invoke(fn) }),
    'schedule Shop/Nightly/Resource'],
  ['a pipe', (scope, fn) => new CfnPipe(scope, 'Pipe', { roleArn: 'r', source: 's', target: fn.functionArn }), 'pipe Shop/Pipe'],
  ['a state machine', (scope, fn) => new sfn.StateMachine(scope, 'Flow', { definitionBody: sfn.DefinitionBody.fromChainable(new LambdaInvoke(scope, 'Call', { lambdaFunction: fn })) }),
    'state machine Shop/Flow/Resource'],
  ['a state machine from a file', (scope, fn) => new sfn.StateMachine(scope, 'Flow', {
    definitionBody: sfn.DefinitionBody.fromString('{"Resource":"${Call}"}'), definitionSubstitutions: { Call: fn.functionArn },
  }), 'state machine Shop/Flow/Resource'],
  ['an AppSync data source', (scope, fn) => new appsync.CfnDataSource(scope, 'Source', { apiId: 'a', name: 'n', type: 'AWS_LAMBDA', lambdaConfig: { lambdaFunctionArn: fn.functionArn } }),
    'AppSync data source Shop/Source'],
  ['a bucket', (scope, fn) => new s3.Bucket(scope, 'Bucket').addObjectCreatedNotification(new BucketDestination(fn)),
    'S3 notification Shop/Bucket/Notifications/Resource'],
  ['a user pool', (scope, fn) => new cognito.UserPool(scope, 'Pool').addTrigger(cognito.UserPoolOperation.PRE_SIGN_UP, fn), 'Cognito user pool Shop/Pool/Resource'],
  ['a log group', (scope, fn) => new logs.SubscriptionFilter(scope, 'Filter', {
    logGroup: new logs.LogGroup(scope, 'Logs'), destination: new LogDestination(fn), filterPattern: logs.FilterPattern.allEvents(),
  }), 'log subscription Shop/Filter/Resource'],
  ['a pipeline', (scope, fn) => {
    const output = new pipelines.Artifact();
    const source = new GitHubSourceAction({ actionName: 'S', owner: 'o', repo: 'r', output, oauthToken: SecretValue.unsafePlainText('t') });
    return new pipelines.Pipeline(scope, 'Pipeline', {
      pipelineType: pipelines.PipelineType.V2,
      stages: [{ stageName: 'A', actions: [source] }, { stageName: 'B', actions: [new LambdaInvokeAction({ actionName: 'L', lambda: fn })] }],
    });
  }, 'pipeline Shop/Pipeline/Resource'],
  ['a permission for a service, without a source', (_scope, fn) => fn.addPermission('Alexa', { principal: new iam.ServicePrincipal('alexa-appkit.amazon.com') }),
    'permission Shop/OrdersFn/Alexa for alexa-appkit.amazon.com'],
  ['a permission for another account', (_scope, fn) => fn.addPermission('Partner', { principal: new iam.AccountPrincipal('123456789012') }),
    'permission Shop/OrdersFn/Partner for 123456789012'],
];

const warning = (what: string, id = what.replace(/^.* (?=Shop)|(?= for ).*$/g, '')) =>
  `${what} is attached to the function itself, so every deploy reaches it at once, without a rollout: attach it to \`alias\` `
  + `[ack: cdk-canary-lambda:bareFunction:${id}]`;

/** Warnings of ours: the CDK has some of its own. */
const warnings = (fixture: Fixture) => fixture.warnings().filter(text => text.includes('cdk-canary-lambda'));

test.each(WAYS)('%s on the function itself warns, once', (_what, attach, what) => {
  const fixture = new Fixture();
  const fn = fixture.function();
  new CanaryLambda(fixture.stack, 'Orders', { function: fn });
  attach(fixture.stack, fn);
  expect(warnings(fixture)).toEqual([warning(what)]);
});

// The CDK's pipeline action takes an alias by its name only.
test.each(WAYS.filter(([what]) => what !== 'a pipeline'))('%s on the alias does not warn', (_what, attach) => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  attach(fixture.stack, orders.alias);
  expect(warnings(fixture)).toEqual([]);
});

test.each(WAYS)('%s on another function does not warn', (_what, attach) => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  attach(fixture.stack, fixture.function('Else'));
  expect(warnings(fixture)).toEqual([]);
});

test('a source that is no resource of a known kind is named by its permission', () => {
  const fixture = new Fixture();
  const fn = fixture.function();
  new CanaryLambda(fixture.stack, 'Orders', { function: fn });
  const topic = new sns.Topic(fixture.stack, 'Topic');
  fn.addPermission('Rotate', { principal: new iam.ServicePrincipal('secretsmanager.amazonaws.com'), sourceArn: topic.topicArn });
  expect(warnings(fixture)).toEqual([warning('Shop/Topic/Resource (by a permission for secretsmanager.amazonaws.com)', 'Shop/OrdersFn/Rotate')]);
});

test('a permission that lets nobody call does not warn', () => {
  const fixture = new Fixture();
  const fn = fixture.function();
  new CanaryLambda(fixture.stack, 'Orders', { function: fn });
  fn.addPermission('Reader', { principal: new iam.AccountPrincipal('123456789012'), action: 'lambda:GetFunction' });
  expect(warnings(fixture)).toEqual([]);
});

test('aliasArn, which names the alias without referring to it, does not warn; $LATEST does', () => {
  const pipe = (target: (orders: CanaryLambda) => string) => {
    const fixture = new Fixture();
    const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
    new CfnPipe(fixture.stack, 'Pipe', { roleArn: 'r', source: 's', target: target(orders) });
    return warnings(fixture);
  };
  expect(pipe(orders => orders.aliasArn)).toEqual([]);
  expect(pipe(orders => `${orders.function.functionArn}:$LATEST`)).toEqual([warning('pipe Shop/Pipe')]);
});

test.each([
  ['by its literal name', 'orders', true],
  ['by a literal ARN', 'arn:aws:lambda:us-east-1:123456789012:function:orders', true],
  ['by the literal ARN of an alias', 'arn:aws:lambda:us-east-1:123456789012:function:orders:live', false],
  ['by the name of another function', 'orders-archive', false],
])('a function %s', (_how, functionName, warns) => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function('OrdersFn', { functionName: 'orders' }) });
  new lambda.CfnPermission(fixture.stack, 'Permission', { action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com', functionName });
  expect(warnings(fixture)).toEqual(warns ? [warning('permission Shop/Permission for events.amazonaws.com')] : []);
});

test('what is attached in another stack warns too', () => {
  const fixture = new Fixture();
  const fn = fixture.function();
  new CanaryLambda(fixture.stack, 'Orders', { function: fn });
  new http.HttpApi(new Stack(fixture.app, 'Front'), 'Http', { defaultIntegration: new HttpLambdaIntegration('I', fn) });
  rule(new NestedStack(fixture.stack, 'Jobs')).addTarget(new targets.LambdaFunction(fn));
  expect(warnings(fixture)).toEqual([
    warning('API integration Front/Http/DefaultRoute/I/Resource', 'Front/Http/DefaultRoute/I/Resource'),
    warning('EventBridge rule Shop/Jobs/Rule/Resource'),
  ]);
});

test('what the canary and its hooks make does not warn', () => {
  const fixture = new Fixture();
  const fn = fixture.function();
  const [smoke, long] = [fixture.function('Smoke'), fixture.function('Long')];
  fn.grantInvoke(smoke);
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fn, beforeTraffic: Hook.invoke(smoke), afterTraffic: Hook.selfReporting(long) });
  orders.addUrl({ authType: lambda.FunctionUrlAuthType.NONE });
  orders.addLatestUrl({ authType: lambda.FunctionUrlAuthType.NONE });
  orders.onRolloutFailed('Page', { target: new targets.SnsTopic(new sns.Topic(fixture.stack, 'Topic')) });
  expect(warnings(fixture)).toEqual([]);
});
