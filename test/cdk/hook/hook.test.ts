import { Duration, Lazy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CanaryLambda, type CanaryLambdaProps, Hook, Rollout } from '../../../src';
import { Fixture } from '../support/fixture';

const withHooks = (props: (fixture: Fixture) => Partial<CanaryLambdaProps>) => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), ...props(fixture) });
  return { fixture, orders, template: fixture.template() };
};
const gateOf = (template: ReturnType<Fixture['template']>) =>
  Object.entries(template.findResources('AWS::Lambda::Function')).find(([id]) => id.startsWith('OrdersGate'))?.[1];

describe('Hook.invoke', () => {
  const { fixture, template } = withHooks(f => ({
    beforeTraffic: Hook.invoke(f.function('Before', { timeout: Duration.minutes(2) })),
    afterTraffic: Hook.invoke(f.function('After', { timeout: Duration.minutes(5) })),
  }));
  const gate = gateOf(template)!;

  test('both hooks together add four resources to the five of a plain canary', () => {
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
      CANARY_ALIAS: 'live',
      CANARY_FUNCTION_ARN: { 'Fn::GetAtt': [expect.stringContaining('OrdersFn'), 'Arn'] },
      BEFORE_TRAFFIC_HOOK_ARN: { 'Fn::GetAtt': [expect.stringContaining('Before'), 'Arn'] },
      AFTER_TRAFFIC_HOOK_ARN: { 'Fn::GetAtt': [expect.stringContaining('After'), 'Arn'] },
    });
  });

  test('the gate outlives the longer hook by the time to read the deployment and to report', () => {
    expect(gate.Properties.Timeout).toBe(300 + 75 + 60);
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
            { Action: ['codedeploy:GetDeployment', 'codedeploy:PutLifecycleEventHookExecutionStatus'], Resource: group },
            { Action: ['codedeploy:ListDeploymentTargets', 'codedeploy:GetDeploymentTarget'], Resource: '*' }, // decisions/0006
            {
              Action: 'codedeploy:GetApplicationRevision',
              Resource: { 'Fn::Join': ['', Match.arrayWith([':application:', { Ref: Match.stringLikeRegexp('CanaryLambdaRuntimeApplication') }])] },
            },
            { Action: 'lambda:GetAlias', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('OrdersFn'), 'Arn'] } },
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

  test('the user\'s functions get neither permissions nor settings', () => {
    expect(template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('BeforeServiceRole') }] } })).toEqual({});
    const before = Object.entries(template.findResources('AWS::Lambda::Function')).find(([id]) => id.startsWith('Before'))![1];
    expect(before.Properties.Environment).toBeUndefined();
    expect(fixture.warnings()).toEqual([]);
  });
});

test('CodeDeploy calls only the hook that is given', () => {
  const { template } = withHooks(f => ({ beforeTraffic: Hook.invoke(f.function('Before')) }));
  template.hasResource('AWS::Lambda::Alias', { UpdatePolicy: { CodeDeployLambdaAliasUpdate: { AfterAllowTrafficHook: Match.absent() } } });
  expect(gateOf(template)!.Properties.Environment.Variables.AFTER_TRAFFIC_HOOK_ARN).toBeUndefined();
});

test('an imported function, whose timeout is unknown, gets a gate with the longest timeout', () => {
  const { template } = withHooks(f => ({
    afterTraffic: Hook.invoke(lambda.Function.fromFunctionArn(f.stack, 'Imported', 'arn:aws:lambda:us-east-1:123456789012:function:check')),
  }));
  expect(gateOf(template)!.Properties.Timeout).toBe(900);
});

test('a function that sets no timeout has Lambda\'s three seconds', () => {
  const { template } = withHooks(f => ({ afterTraffic: Hook.invoke(f.function('After')) }));
  expect(gateOf(template)!.Properties.Timeout).toBe(3 + 75 + 60);
});

test('the gate allows for a timeout that is a token, and for one that is set on the resource', () => {
  const token = withHooks(f => ({ afterTraffic: Hook.invoke(f.function('After', { timeout: Duration.seconds(Lazy.number({ produce: () => 20 })) })) }));
  expect(gateOf(token.template)!.Properties.Timeout).toBe(900);
  const changed = withHooks(f => {
    const fn = f.function('After');
    (fn.node.defaultChild as lambda.CfnFunction).timeout = 100;
    return { afterTraffic: Hook.invoke(fn) };
  });
  expect(gateOf(changed.template)!.Properties.Timeout).toBe(100 + 75 + 60);
});

test('an alias can be invoked as a hook', () => {
  const { template } = withHooks(f => ({ beforeTraffic: Hook.invoke(f.function('Check').addAlias('stable')) }));
  expect(gateOf(template)!.Properties.Environment.Variables.BEFORE_TRAFFIC_HOOK_ARN).toEqual({ Ref: expect.stringContaining('CheckAliasstable') });
});

test('a deep construct does not make the gate\'s description too long', () => {
  const fixture = new Fixture();
  let scope: Construct = fixture.stack;
  for (let depth = 0; depth < 12; depth++) scope = new Construct(scope, `ServiceOfDepartment${depth}`);
  const hook = Hook.invoke(fixture.function('Before'));
  new CanaryLambda(scope, 'Orders', { function: fixture.function(), beforeTraffic: hook }).onRolloutFailed('Page');
  const template = fixture.template();
  const [description] = Object.values(template.findResources('AWS::Lambda::Function')).map(fn => fn.Properties.Description as string)
    .filter(text => text?.startsWith('Judges'));
  expect(description).toHaveLength(256);
  expect(description).toMatch(/^Judges rollouts of ….*\/ServiceOfDepartment11\/Orders$/);
});

test('a hook with the longest timeout leaves the gate a minute', () => {
  const { template } = withHooks(f => ({ beforeTraffic: Hook.invoke(f.function('Before', { timeout: Duration.minutes(14) })) }));
  expect(gateOf(template)!.Properties.Timeout).toBe(900);
});

test('latestUrl reaches the gate, even if it is created later', () => {
  const fixture = new Fixture();
  const orders = new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function(), beforeTraffic: Hook.invoke(fixture.function('Before')) });
  orders.addLatestUrl();
  expect(gateOf(fixture.template())!.Properties.Environment.Variables.LATEST_URL)
    .toEqual({ 'Fn::GetAtt': [expect.stringContaining('OrdersLatestUrl'), 'FunctionUrl'] });
});

test('a hook can get aliasArn, latestUrl and permission to invoke the function', () => {
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

  test('the function may read the deployment and report, to this deployment group only', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['codedeploy:GetDeployment', 'codedeploy:PutLifecycleEventHookExecutionStatus'],
            Resource: { 'Fn::Join': ['', Match.arrayWith([':deploymentgroup:', { Ref: Match.stringLikeRegexp('OrdersDeploymentGroup') }])] },
          },
          {
            Action: 'codedeploy:GetApplicationRevision',
            Resource: { 'Fn::Join': ['', Match.arrayWith([':application:', { Ref: Match.stringLikeRegexp('CanaryLambdaRuntimeApplication') }])] },
          },
          { Action: 'lambda:GetAlias', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('OrdersFn'), 'Arn'] } },
          { Action: ['codedeploy:ListDeploymentTargets', 'codedeploy:GetDeploymentTarget'], Resource: '*' },
        ],
      },
      Roles: [{ Ref: Match.stringLikeRegexp('CheckServiceRole') }],
    });
  });

  test.each([
    ['an imported function', (f: Fixture) => lambda.Function.fromFunctionArn(f.stack, 'Check', 'arn:aws:lambda:us-east-1:123456789012:function:check')],
    ['an imported function with a role that can\'t be changed', (f: Fixture) => lambda.Function.fromFunctionAttributes(f.stack, 'Check', {
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:check',
      role: iam.Role.fromRoleArn(f.stack, 'Role', 'arn:aws:iam::123456789012:role/check', { mutable: false }),
    })],
    ['an immutable role', (f: Fixture) => f.function('Check', {
      role: new iam.Role(f.stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).withoutPolicyUpdates(),
    })],
  ])('%s can\'t get the permission: a warning names the statements', (_what, create) => {
    const { fixture: f, template: without } = withHooks(fixture => ({ beforeTraffic: Hook.selfReporting(create(fixture)) }));
    expect(f.warnings()).toEqual([
      'Hook.selfReporting(Shop/Check) must be allowed to report, but its role is imported or can\'t be changed; '
      + 'without that permission CodeDeploy waits for an hour and fails the rollout. Add to that role: '
      + '[{"Effect":"Allow","Action":["codedeploy:GetDeployment","codedeploy:PutLifecycleEventHookExecutionStatus"],"Resource":"<ARN of deploymentGroup>"},'
      + '{"Effect":"Allow","Action":["codedeploy:GetApplicationRevision"],"Resource":"<ARN of its application>"},'
      + '{"Effect":"Allow","Action":["lambda:GetAlias"],"Resource":"<ARN of function>"},'
      + '{"Effect":"Allow","Action":["codedeploy:ListDeploymentTargets","codedeploy:GetDeploymentTarget"],"Resource":"*"}] '
      + '[ack: cdk-canary-lambda:selfReporting:Shop/Check]',
    ]);
    expect(Object.keys(without.findResources('AWS::IAM::Policy')).filter(id => id.includes('ReportHooks'))).toEqual([]);
  });

  test('an imported role that can be changed gets the permission', () => {
    const { fixture: f, template: granted } = withHooks(fixture => ({
      beforeTraffic: Hook.selfReporting(lambda.Function.fromFunctionAttributes(fixture.stack, 'Check', {
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:check',
        role: iam.Role.fromRoleArn(fixture.stack, 'Role', 'arn:aws:iam::123456789012:role/check'),
      })),
    }));
    expect(f.warnings()).toEqual([]);
    granted.hasResourceProperties('AWS::IAM::Policy', { PolicyName: Match.stringLikeRegexp('ReportHooks'), Roles: ['check'] });
  });

  test('the alias waits for both permissions', () => {
    template.hasResource('AWS::Lambda::Alias', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('CheckServiceRole'), Match.stringLikeRegexp('OrdersCallHooks'), Match.stringLikeRegexp('OrdersReportHooks')]),
    });
  });
});

test('both kinds can be combined', () => {
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

  test('the gate holds the bake after traffic, even without a hook', () => {
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
            Match.objectLike({ Action: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'], Resource: '*' }),
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

  test('the alias waits for the role that ends the bake, including its permission', () => {
    template.hasResource('AWS::Lambda::Alias', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('OrdersGateBakeRoleDefaultPolicy'), Match.stringLikeRegexp('OrdersGateBakeRole')]),
    });
  });

  test('the bake can be a token', () => {
    const { template: token } = withHooks(() => ({ bake: Duration.seconds(Lazy.number({ produce: () => 90 })) }));
    expect(gateOf(token)!.Properties.Environment.Variables.BAKE_SECONDS).toBe('90');
  });

  test('without a bake the gate has no permission to schedule', () => {
    const { template: plain } = withHooks(f => ({ beforeTraffic: Hook.invoke(f.function('Before')) }));
    expect(JSON.stringify(plain.toJSON())).not.toContain('scheduler');
  });
});
