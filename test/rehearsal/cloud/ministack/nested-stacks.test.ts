import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { rewritePlayedResources } from '../../../../rehearsal/cloud/resources/resources';
import { TestCloud } from '../../../runtime/support/test-cloud';
import { answer, Desk } from '../../support/resource-desk';
import { StackUnderWay } from '../../support/stack-under-way';
import { storeTemplate } from '../../support/template-store';

jest.setTimeout(60_000);

let cloud: TestCloud;
let desk: Desk;
let cloudFormation: CloudFormation;
let ServiceToken: string;

beforeAll(async () => {
  cloud = await TestCloud.start({ timeScale: 600 });
  desk = await Desk.open();
  cloudFormation = new CloudFormation(cloud.clientOptions());
  ServiceToken = await cloud.createFunction('forwarder', { code: desk.forwarder });
});
afterAll(async () => {
  await cloud.stop();
  await desk.close();
});

/** A logical id as CDK gives it to something deep in a tree. */
const LONG = 'OrdersNestedStackOrdersNestedStackResourceCanaryApplication1A2B3C4D';

/** A function with an alias on a version of its own, moved by a deployment group with a role of the stack. */
const canary = (release: number) => ({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'codedeploy.amazonaws.com' } }] } },
  },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Code: { ZipFile: `exports.handler = async () => ${release};` },
    },
  },
  [`Version${release}`]: { Type: 'AWS::Lambda::Version', DeletionPolicy: 'Retain', Properties: { FunctionName: { Ref: 'Function' } } },
  [LONG]: { Type: 'AWS::CodeDeploy::Application', Properties: { ComputePlatform: 'Lambda' } },
  [`${LONG}Group`]: {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: { Ref: LONG },
      ServiceRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: `alarm-${release}` }] },
    },
  },
  Alias: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'Function' }, Name: 'live', FunctionVersion: { 'Fn::GetAtt': [`Version${release}`, 'Version'] } },
    UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: { Ref: LONG }, DeploymentGroupName: { Ref: `${LONG}Group` } } },
  },
});

async function nested(resources: Record<string, any>, outputs: object = {}) {
  const template = { Resources: resources, Outputs: outputs };
  rewritePlayedResources(template);
  return { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: await storeTemplate(cloud, template) } };
}

test('a canary in a nested stack is deployed and updated, its generated names cut to 100 characters', async () => {
  const FUNCTION = { Function: { Value: { Ref: 'Function' } } };
  const stack = new StackUnderWay(cloud, desk);
  await stack.create({ [LONG]: await nested(canary(1), FUNCTION) });
  await stack.becomes('CREATE_COMPLETE');
  const { applications } = await cloud.codeDeploy.listApplications({});
  const { deploymentGroups } = await cloud.codeDeploy.listDeploymentGroups({ applicationName: applications![0] });
  for (const name of [...applications!, ...deploymentGroups!]) expect(name).toMatch(/^stack-1-OrdersNested.*-[0-9A-F]{12}$/);
  expect([applications![0].length, deploymentGroups![0].length]).toEqual([100, 100]);

  // The role does not change, and what refers to it still gets its ARN.
  await stack.update({ [LONG]: await nested(canary(2), FUNCTION) });
  await stack.becomes('UPDATE_COMPLETE');
  const { deployments } = await cloud.codeDeploy.listDeployments({});
  expect((await cloud.codeDeploy.getDeployment({ deploymentId: deployments![0] })).deploymentInfo).toMatchObject({ creator: 'CloudFormation', status: 'Succeeded' });
  const { Stacks } = await cloudFormation.describeStacks({ StackName: await stack.physicalId(LONG) });
  const FunctionName = Stacks![0].Outputs![0].OutputValue!;
  expect((await cloud.lambda.getAlias({ FunctionName, Name: 'live' })).FunctionVersion).toBe('2');
});

test('a nested stack that goes back with its parent says so while it does, and afterwards', async () => {
  const resource = (Value: string, ...DependsOn: string[]) => ({ Type: 'Custom::Desk', DependsOn, Properties: { ServiceToken, Value } });
  const resources = async (value: string) => ({ Nested: await nested({ Inner: resource(value) }), After: resource(value, 'Nested') });
  const stack = new StackUnderWay(cloud, desk);
  const inner = async (type: 'Create' | 'Update', count = 1) => {
    const requests = () => desk.requests.history.filter(request => request.RequestType === type && request.LogicalResourceId === 'Inner');
    await desk.requests.waitFor(() => requests().length >= count);
    return requests()[count - 1];
  };
  const status = async (StackName: string) => (await cloudFormation.describeStacks({ StackName })).Stacks![0].StackStatus;

  await stack.create(await resources('1'));
  const created = await inner('Create');
  expect(await status(created.StackId)).toBe('CREATE_IN_PROGRESS');
  await answer(created);
  await answer(await stack.request('Create', 'After'));
  await stack.becomes('CREATE_COMPLETE');

  await stack.update(await resources('2'));
  expect(await status((await inner('Update')).StackId)).toBe('UPDATE_IN_PROGRESS');
  await answer(await inner('Update'));
  await answer(await stack.request('Update', 'After'), { Status: 'FAILED', Reason: 'the test refuses' });
  const back = await inner('Update', 2);
  expect(back.ResourceProperties.Value).toBe('1');
  expect(await status(back.StackId)).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
  await answer(back);
  await answer(await stack.request('Update', 'After', 2));
  await stack.becomes('UPDATE_ROLLBACK_COMPLETE');
  expect(await status(back.StackId)).toBe('UPDATE_ROLLBACK_COMPLETE');
});
