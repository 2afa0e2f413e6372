import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CanaryLambda, Hook, Notification } from '../../../src';
import { Fixture } from '../support/fixture';

interface Reported {
  readonly roleConstructPath: string;
  readonly identityPolicyStatements: { readonly Action: string | string[] }[];
}

/** What each role may do, by the CDK's report of roles that users make themselves, or by the template. */
const actions = (customize?: iam.CustomizeRolesOptions) => {
  // What Role.customizeRoles() sets on an app that has no stack yet.
  const fixture = new Fixture(customize && { '@aws-cdk/iam:customizeRoles': customize });
  new CanaryLambda(fixture.stack, 'Orders', {
    function: fixture.function(),
    beforeTraffic: Hook.selfReporting(fixture.function('Long')),
    afterTraffic: Hook.invoke(fixture.function('Check')),
    bake: Duration.minutes(5),
    notifications: [Notification.sns(new sns.Topic(fixture.stack, 'Topic'))],
  });
  const template = fixture.template();
  const assembly = fixture.app.synth();
  const file = join(assembly.directory, 'iam-policy-report.json');
  const { roles }: { roles: Reported[] } = customize ? JSON.parse(readFileSync(file, 'utf8')) : { roles: [] };
  const reported = Object.fromEntries(roles.map(({ roleConstructPath, identityPolicyStatements }) =>
    [roleConstructPath, identityPolicyStatements.flatMap(({ Action }) => Action).sort()]));
  return { fixture, template, reported };
};

const EVERYTHING = {
  'Shop/CanaryLambdaRuntime/CodeDeployRole': [
    'cloudwatch:DescribeAlarms', 'lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:InvokeFunction', 'lambda:UpdateAlias',
  ],
  'Shop/CanaryLambdaRuntime/Events/Role': expect.arrayContaining(['codedeploy:GetDeployment', 'events:PutEvents', 'logs:PutLogEvents', 'sns:Publish']),
  'Shop/CanaryLambdaRuntime/RolloutProvider/Role': expect.arrayContaining(['codedeploy:StopDeployment', 'lambda:UpdateAlias', 'lambda:DeleteFunction', 'logs:PutLogEvents']),
  'Shop/Orders/Gate/Role': expect.arrayContaining(['codedeploy:PutLifecycleEventHookExecutionStatus', 'lambda:InvokeFunction', 'scheduler:CreateSchedule', 'iam:PassRole']),
  'Shop/Orders/Gate/BakeRole': ['lambda:InvokeFunction'],
  'Shop/Long/ServiceRole': expect.arrayContaining(['codedeploy:PutLifecycleEventHookExecutionStatus', 'codedeploy:ListDeploymentTargets']),
};

test('the report for roles that users make themselves has every permission, and the template none', () => {
  const { fixture, template, reported } = actions({
    preventSynthesis: true,
    usePrecreatedRoles: Object.fromEntries(
      [...Object.keys(EVERYTHING), 'Shop/OrdersFn/ServiceRole', 'Shop/Check/ServiceRole'].map((path, i) => [path, `role-${i}`])),
  });
  expect(reported).toMatchObject(EVERYTHING);
  expect(template.findResources('AWS::IAM::Policy')).toEqual({});
  expect(template.findResources('AWS::IAM::Role')).toEqual({});
  expect(fixture.warnings()).toEqual([]);
});

test('a report of roles that stay in the template changes nothing there', () => {
  const { fixture, template, reported } = actions({ preventSynthesis: false });
  expect(reported).toMatchObject(EVERYTHING);
  const statements = (from: typeof template) => Object.keys(from.findResources('AWS::IAM::Role'));
  expect(statements(template)).toEqual(statements(actions().template));
  expect(fixture.warnings()).toEqual([]);
});
