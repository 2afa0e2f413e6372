import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CanaryLambda, ConflictPolicy, Rollout } from '../../../src';
import { Fixture } from '../support/fixture';

describe('with a function and nothing else', () => {
  const fixture = new Fixture();
  const fn = fixture.function();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fn });
  const template = fixture.template();
  const version = Match.objectLike({ 'Fn::GetAtt': [Match.stringLikeRegexp('OrdersFnCurrentVersion'), 'Version'] });

  test('adds five resources to the function, its role and the shared resources of the stack', () => {
    const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(resource => resource.Type).sort();
    expect(types).toEqual([
      'AWS::CloudWatch::Alarm', 'AWS::CodeDeploy::DeploymentGroup', 'AWS::Lambda::Alias', 'AWS::Lambda::Version', 'Custom::CanaryRollout',
      // shared by all canaries of the stack
      'AWS::CodeDeploy::Application', 'AWS::IAM::Role', 'AWS::IAM::Role', 'AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup',
      // the user's
      'AWS::IAM::Role', 'AWS::Lambda::Function',
    ].sort());
  });

  test('the alias is called live and points to the current version', () => {
    template.hasResourceProperties('AWS::Lambda::Alias', { Name: 'live', FunctionVersion: version, RoutingConfig: Match.absent() });
  });

  test('CloudFormation shifts the alias through the deployment group, without hooks', () => {
    template.hasResource('AWS::Lambda::Alias', {
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: { Ref: Match.stringLikeRegexp('Application') },
          DeploymentGroupName: { Ref: Match.stringLikeRegexp('OrdersDeploymentGroup') },
          BeforeAllowTrafficHook: Match.absent(),
          AfterAllowTrafficHook: Match.absent(),
        },
      },
    });
  });

  test('shifts 10 % for five minutes, with the predefined configuration', () => {
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', { DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' });
    template.resourceCountIs('AWS::CodeDeploy::DeploymentConfig', 0);
  });

  test('rolls back on failure, on alarm and on manual stop', () => {
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'] },
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: Match.stringLikeRegexp('OrdersErrorRateAlarm') } }] },
    });
  });

  test('the alias waits for the rollout resource, which knows the coming rollout', () => {
    template.hasResourceProperties('Custom::CanaryRollout', {
      FunctionName: { Ref: fixture.id(fn) },
      AliasName: 'live',
      TargetVersion: version,
      ShiftMode: 'WEIGHTED',
      OnConflict: 'ROLLBACK',
      RetainVersions: '5',
      ApplicationName: { Ref: Match.stringLikeRegexp('Application') },
      DeploymentGroupName: { Ref: Match.stringLikeRegexp('OrdersDeploymentGroup') },
      ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('RolloutProvider'), 'Arn'] },
    });
    template.hasResource('AWS::Lambda::Alias', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('OrdersRollout')]) });
  });

  test('the ids that may never change between our releases', () => {
    const [[id, { Properties }]] = Object.entries(template.findResources('Custom::CanaryRollout'));
    // Another service token, or another id, would make CloudFormation refuse or replace the resource in users' stacks.
    expect([id, Properties.ServiceToken['Fn::GetAtt'][0]]).toEqual(['OrdersRollout7D65AF5D', 'CanaryLambdaRuntimeRolloutProviderFunctionA6E569B8']);
  });

  test('the rollout resource holds no library version', () => {
    const [properties] = Object.values(template.findResources('Custom::CanaryRollout')).map(resource => resource.Properties);
    expect(Object.keys(properties).sort()).toEqual([
      'AliasName', 'ApplicationName', 'DeploymentGroupName', 'FunctionName', 'OnConflict', 'RetainVersions',
      'ServiceTimeout', 'ServiceToken', 'ShiftMode', 'TargetVersion',
    ]);
  });

  test('the old version is retained, a failed new version is not', () => {
    template.hasResource('AWS::Lambda::Version', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('the CodeDeploy role may move aliases but invoke nothing', () => {
    const role = Object.entries(template.findResources('AWS::IAM::Role')).find(([id]) => id.includes('CodeDeployRole'))![1];
    const actions = role.Properties.Policies[0].PolicyDocument.Statement.flatMap((statement: { Action: string | string[] }) => statement.Action);
    expect(actions).toEqual(['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig', 'cloudwatch:DescribeAlarms']);
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
  });

  test.each([
    ['delete versions, but never a function', 'lambda:DeleteFunction', ':function:*:*'],
    ['move aliases', 'lambda:UpdateAlias', ':function:*'],
  ])('the provider may %s, of this stack only', (_, action, resource) => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{
        PolicyDocument: {
          Statement: Match.arrayWith([{
            Action: action,
            Effect: 'Allow',
            Condition: { StringEquals: { 'aws:ResourceTag/aws:cloudformation:stack-id': { Ref: 'AWS::StackId' } } },
            Resource: { 'Fn::Join': ['', Match.arrayWith([resource])] },
          }]),
        },
      }],
    });
  });

  test('aliasArn names the alias without referring to it', () => {
    expect(fixture.stack.resolve(orders.aliasArn)).toEqual({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [fixture.id(fn), 'Arn'] }, ':live']] });
  });

  test('no warning appears', () => {
    expect(fixture.warnings()).toEqual([]);
  });
});

test('aliasName, retainVersions and onConflict reach the template', () => {
  const fixture = new Fixture();
  new CanaryLambda(fixture.stack, 'Orders', {
    function: fixture.function(), aliasName: 'prod', retainVersions: 9, onConflict: ConflictPolicy.FAIL, rollout: Rollout.allAtOnce(),
  });
  fixture.template().hasResourceProperties('AWS::Lambda::Alias', { Name: 'prod' });
  fixture.template().hasResourceProperties('Custom::CanaryRollout', { AliasName: 'prod', RetainVersions: '9', OnConflict: 'FAIL', ShiftMode: 'ALL_AT_ONCE' });
});

test('canaries of a stack share application, role and provider', () => {
  const fixture = new Fixture();
  for (const name of ['A', 'B', 'C']) new CanaryLambda(fixture.stack, name, { function: fixture.function(`Fn${name}`) });
  fixture.template().resourceCountIs('AWS::CodeDeploy::Application', 1);
  fixture.template().resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 3);
  expect(fixture.ids('AWS::Lambda::Function')).toHaveLength(4);
});

test('functions of one stack can call each other by alias', () => {
  const fixture = new Fixture();
  const [a, b] = [fixture.function('A'), fixture.function('B')];
  const [canaryA, canaryB] = [new CanaryLambda(fixture.stack, 'CanaryA', { function: a }), new CanaryLambda(fixture.stack, 'CanaryB', { function: b })];
  b.addEnvironment('A', canaryA.alias.functionArn);
  canaryA.grantInvoke(b);
  expect(canaryB.alias).toBeDefined();
  const template = fixture.template().toJSON(); // throws on a dependency cycle
  expect(template.Resources[fixture.id(b)].Properties.Environment.Variables.A).toEqual({ Ref: fixture.id(canaryA.alias) });
});

test('grantInvoke grants the alias only', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() });
  orders.grantInvoke(new iam.Role(fixture.stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
  fixture.template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { Ref: fixture.id(orders.alias) } }] },
  });
});

test('asyncInvoke configures the alias', () => {
  const fixture = new Fixture();
  const queue = new sqs.Queue(fixture.stack, 'Dead');
  const orders = new CanaryLambda(fixture.stack, 'Orders', {
    function: fixture.function(), asyncInvoke: { retryAttempts: 1, onFailure: new SqsDestination(queue) },
  });
  fixture.template().hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    Qualifier: { 'Fn::Select': [7, { 'Fn::Split': [':', { Ref: fixture.id(orders.alias) }] }] },
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [fixture.id(queue), 'Arn'] } } },
  });
});

test('deploymentGroup is the group that shifts the alias', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
  orders.addRollout({});
  const [id] = fixture.ids('AWS::CodeDeploy::DeploymentGroup');
  expect(fixture.stack.resolve(orders.deploymentGroup.deploymentGroupName)).toEqual({ Ref: id });
  expect(JSON.stringify(fixture.stack.resolve(orders.deploymentGroup.deploymentGroupArn))).toContain(id);
  fixture.template().hasResource('AWS::Lambda::Alias', { UpdatePolicy: { CodeDeployLambdaAliasUpdate: { DeploymentGroupName: { Ref: id } } } });
});

describe('addRollout', () => {
  test('without a rollout the alias exists, and CloudFormation moves it', () => {
    const fixture = new Fixture();
    new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
    fixture.template().hasResource('AWS::Lambda::Alias', { UpdatePolicy: Match.absent() });
    fixture.template().resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 0);
    fixture.template().resourceCountIs('AWS::CloudWatch::Alarm', 0);
    fixture.template().hasResourceProperties('Custom::CanaryRollout', { ShiftMode: 'UNGUARDED', DeploymentGroupName: Match.absent(), ApplicationName: Match.absent() });
  });

  test('renders the same template as the same options in the constructor', () => {
    const [atOnce, later] = [new Fixture(), new Fixture()];
    const rollout = Rollout.linear({ percentage: 25, interval: Duration.minutes(7) });
    new CanaryLambda(atOnce.stack, 'Orders', { function: atOnce.function(), rollout, onConflict: ConflictPolicy.CANCEL });
    new CanaryLambda(later.stack, 'Orders', { function: later.function(), rollout: Rollout.none() }).addRollout({ rollout, onConflict: ConflictPolicy.CANCEL });
    expect(later.template().toJSON()).toEqual(atOnce.template().toJSON());
  });

  test('the rollout resource keeps its logical id and service token in every mode', () => {
    const identity = (rollout: Rollout, skip = false) => {
      const fixture = new Fixture();
      new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout, skip });
      return Object.entries(fixture.template().findResources('Custom::CanaryRollout')).map(([id, resource]) => [id, resource.Properties.ServiceToken]);
    };
    const modes = [Rollout.none(), Rollout.allAtOnce(), Rollout.canary({ percentage: 1, interval: Duration.minutes(1) })];
    expect(new Set([...modes.map(mode => JSON.stringify(identity(mode))), JSON.stringify(identity(modes[1], true))]).size).toBe(1);
  });
});
