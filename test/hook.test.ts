import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Fixture } from './fixture';
import { CanaryLambda, type CanaryLambdaProps, Hook, Rollout } from '../src';

const withHooks = (props: (fixture: Fixture) => Partial<CanaryLambdaProps>) => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), ...props(fixture) });
  return { fixture, orders, template: fixture.template() };
};
const gateOf = (template: ReturnType<Fixture['template']>) =>
  Object.entries(template.findResources('AWS::Lambda::Function')).find(([id]) => id.startsWith('OrdersGate'))?.[1];
const actionsOf = (resource: { Properties: { PolicyDocument: { Statement: { Action: string | string[] }[] } } }) =>
  resource.Properties.PolicyDocument.Statement.flatMap(statement => statement.Action);

describe('Hook.invoke', () => {
  const { fixture, template } = withHooks(f => ({
    beforeTraffic: Hook.invoke(f.function('Before', { timeout: Duration.minutes(2) })),
    afterTraffic: Hook.invoke(f.function('After', { timeout: Duration.minutes(5) })),
  }));
  const gate = gateOf(template)!;

  test('both hooks add four resources to the plain five', () => {
    const own = Object.entries(template.toJSON().Resources).filter(([id]) => id.startsWith('Orders') && !id.startsWith('OrdersFn'));
    expect(own.map(([, resource]) => (resource as { Type: string }).Type).sort()).toEqual([
      'AWS::CloudWatch::Alarm', 'AWS::CodeDeploy::DeploymentGroup', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::Lambda::Alias',
      'AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'Custom::CanaryRollout',
    ]);
  });

  test('CodeDeploy calls the gate, not the user\'s functions', () => {
    const hook = { Ref: Match.stringLikeRegexp('OrdersGateFunction') };
    template.hasResource('AWS::Lambda::Alias', { UpdatePolicy: { CodeDeployLambdaAliasUpdate: { BeforeAllowTrafficHook: hook, AfterAllowTrafficHook: hook } } });
  });

  test('the gate knows the functions', () => {
    expect(gate.Properties.Environment.Variables).toEqual({
      CANARY_FUNCTION_ARN: { 'Fn::GetAtt': [expect.stringContaining('OrdersFn'), 'Arn'] },
      BEFORE_TRAFFIC_HOOK_ARN: { 'Fn::GetAtt': [expect.stringContaining('Before'), 'Arn'] },
      AFTER_TRAFFIC_HOOK_ARN: { 'Fn::GetAtt': [expect.stringContaining('After'), 'Arn'] },
    });
  });

  test('the gate outlives the longer hook by a minute', () => {
    expect(gate.Properties.Timeout).toBe(360);
  });

  test('the gate may invoke the hooks and report to its own deployment group', () => {
    const group = { 'Fn::Join': ['', Match.arrayWith([':deploymentgroup:', { Ref: Match.stringLikeRegexp('OrdersDeploymentGroup') }])] };
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{
        PolicyDocument: {
          Statement: [
            { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
            { Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Before'), 'Arn'] } },
            { Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('After'), 'Arn'] } },
            { Action: Match.arrayWith(['codedeploy:GetDeployment', 'codedeploy:PutLifecycleEventHookExecutionStatus']), Resource: group },
          ],
        },
      }],
    });
  });

  test('CodeDeploy may call the gate, and the alias waits for that', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [{
          Action: 'lambda:InvokeFunction',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('OrdersGateFunction'), 'Arn'] },
        }],
      },
      Roles: [{ Ref: Match.stringLikeRegexp('CodeDeployRole') }],
    });
    template.hasResource('AWS::Lambda::Alias', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('OrdersCallHooks'), Match.stringLikeRegexp('OrdersGateRole')]),
    });
  });

  test('the user\'s functions get no permission and no setting', () => {
    expect(template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('BeforeServiceRole') }] } })).toEqual({});
    const before = Object.entries(template.findResources('AWS::Lambda::Function')).find(([id]) => id.startsWith('Before'))![1];
    expect(before.Properties.Environment).toBeUndefined();
    expect(fixture.warnings()).toEqual([]);
  });
});

test('only the hook that is there is called', () => {
  const { template } = withHooks(f => ({ beforeTraffic: Hook.invoke(f.function('Before')) }));
  template.hasResource('AWS::Lambda::Alias', { UpdatePolicy: { CodeDeployLambdaAliasUpdate: { AfterAllowTrafficHook: Match.absent() } } });
  expect(gateOf(template)!.Properties.Environment.Variables.AFTER_TRAFFIC_HOOK_ARN).toBeUndefined();
});

test('an imported function, whose time-out is unknown, gets the longest gate', () => {
  const { template } = withHooks(f => ({
    afterTraffic: Hook.invoke(lambda.Function.fromFunctionArn(f.stack, 'Imported', 'arn:aws:lambda:us-east-1:123456789012:function:check')),
  }));
  expect(gateOf(template)!.Properties.Timeout).toBe(900);
});

test('a hook of the longest time-out leaves the gate a minute', () => {
  const { template } = withHooks(f => ({ beforeTraffic: Hook.invoke(f.function('Before', { timeout: Duration.minutes(14) })) }));
  expect(gateOf(template)!.Properties.Timeout).toBe(900);
});

test('latestUrl reaches the gate, also when it is made later', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), beforeTraffic: Hook.invoke(fixture.function('Before')) });
  orders.addLatestUrl();
  expect(gateOf(fixture.template())!.Properties.Environment.Variables.LATEST_URL)
    .toEqual({ 'Fn::GetAtt': [expect.stringContaining('OrdersLatestUrl'), 'FunctionUrl'] });
});

test('a hook can be given the alias\'s ARN and permission for it', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), rollout: Rollout.none() });
  orders.addLatestUrl();
  const smoke = fixture.function('Smoke', { environment: { TARGET: orders.aliasArn, TEST_URL: orders.latestUrl } });
  orders.function.grantInvoke(smoke);
  orders.addRollout({ beforeTraffic: Hook.invoke(smoke) });
  expect(() => fixture.template()).not.toThrow();
});

describe('Hook.selfReporting', () => {
  const { template } = withHooks(f => ({ afterTraffic: Hook.selfReporting(f.function('Check')) }));

  test('CodeDeploy calls the function itself; there is no gate', () => {
    template.hasResource('AWS::Lambda::Alias', {
      UpdatePolicy: { CodeDeployLambdaAliasUpdate: { AfterAllowTrafficHook: { Ref: Match.stringLikeRegexp('^Check') } } },
    });
    expect(gateOf(template)).toBeUndefined();
  });

  test('it may read the deployment and report, to this deployment group only', () => {
    const policy = Object.entries(template.findResources('AWS::IAM::Policy')).find(([id]) => id.startsWith('CheckServiceRole'))![1];
    expect(actionsOf(policy as never)).toEqual([
      'codedeploy:GetDeployment', 'codedeploy:ListDeploymentTargets', 'codedeploy:GetDeploymentTarget', 'codedeploy:PutLifecycleEventHookExecutionStatus',
    ]);
    expect(JSON.stringify(policy.Properties.PolicyDocument.Statement[0].Resource)).toContain('OrdersDeploymentGroup');
  });

  test('the alias waits for both permissions', () => {
    template.hasResource('AWS::Lambda::Alias', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('CheckServiceRoleDefaultPolicy'), Match.stringLikeRegexp('OrdersCallHooks')]),
    });
  });
});

test('the two kinds can be mixed', () => {
  const { template } = withHooks(f => ({ beforeTraffic: Hook.invoke(f.function('Before')), afterTraffic: Hook.selfReporting(f.function('Check')) }));
  template.hasResource('AWS::Lambda::Alias', {
    UpdatePolicy: {
      CodeDeployLambdaAliasUpdate: {
        BeforeAllowTrafficHook: { Ref: Match.stringLikeRegexp('^OrdersGate') },
        AfterAllowTrafficHook: { Ref: Match.stringLikeRegexp('^Check') },
      },
    },
  });
});

describe('bake', () => {
  const { template } = withHooks(() => ({ bake: Duration.minutes(5) }));

  test('the gate holds it after traffic, without a hook of the user\'s', () => {
    template.hasResource('AWS::Lambda::Alias', {
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: { BeforeAllowTrafficHook: Match.absent(), AfterAllowTrafficHook: { Ref: Match.stringLikeRegexp('^OrdersGate') } },
      },
    });
    expect(gateOf(template)!.Properties.Environment.Variables).toMatchObject({ BAKE_SECONDS: '300', BAKE_ROLE_ARN: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } });
  });

  test('the gate does not sleep: a schedule wakes it', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Action: 'scheduler:CreateSchedule', Resource: { 'Fn::Join': ['', Match.arrayWith([':schedule/default/canary-bake-*'])] } }),
            Match.objectLike({ Action: 'iam:PassRole', Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } } }),
            Match.objectLike({ Action: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'] }),
          ]),
        },
      }],
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Principal: { Service: 'scheduler.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }],
      },
    });
  });

  test('without it the gate may schedule nothing', () => {
    const { template: plain } = withHooks(f => ({ beforeTraffic: Hook.invoke(f.function('Before')) }));
    expect(JSON.stringify(plain.toJSON())).not.toContain('scheduler');
  });
});
