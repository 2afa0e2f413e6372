import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rewriteAssembly } from '../../../rehearsal/assembly/assembly';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'canary-rehearsal-test-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** The rewritten template. */
async function rewrite(template: object, path = 'Stack.template.json'): Promise<any> {
  const source = join(folder, 'source');
  await mkdir(join(source, path, '..'), { recursive: true });
  await writeFile(join(source, path), JSON.stringify(template));
  const copy = await rewriteAssembly(source, join(folder, 'copy'));
  expect(JSON.parse(await readFile(join(source, path), 'utf8'))).toEqual(template);
  return JSON.parse(await readFile(join(copy, path), 'utf8'));
}

const ALIAS = {
  Type: 'AWS::Lambda::Alias',
  Properties: { FunctionName: 'f', FunctionVersion: '1', Name: 'live' },
  UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: 'app', DeploymentGroupName: { Ref: 'Group' } } },
  DependsOn: ['Policy'],
  Condition: 'Production',
  DeletionPolicy: 'Retain',
};
const TOKEN = { ServiceToken: { 'Fn::GetAtt': ['RehearsalCustomResources', 'Arn'] } };

test('an alias becomes a custom resource with its policy as a property, and keeps everything else', async () => {
  const { Resources } = await rewrite({ Resources: { Live: ALIAS } });
  const { UpdatePolicy, ...kept } = ALIAS;
  expect(Resources.Live).toEqual({
    ...kept,
    Type: 'Custom::RehearsalLambdaAlias',
    Properties: { ...TOKEN, ...ALIAS.Properties, CodeDeployLambdaAliasUpdate: UpdatePolicy.CodeDeployLambdaAliasUpdate },
  });
  expect(Resources.RehearsalCustomResources.Type).toBe('AWS::Lambda::Function');
});

test('an alias without a policy gets the same type, so that a policy can be added and removed', async () => {
  const { Resources } = await rewrite({ Resources: { Live: { ...ALIAS, UpdatePolicy: undefined } } });
  expect(Resources.Live.Type).toBe('Custom::RehearsalLambdaAlias');
  expect(Resources.Live.Properties.CodeDeployLambdaAliasUpdate).toBeUndefined();
});

test.each([
  ['AWS::CodeDeploy::Application', 'Custom::RehearsalCodeDeployApplication'],
  ['AWS::CodeDeploy::DeploymentGroup', 'Custom::RehearsalCodeDeployDeploymentGroup'],
  ['AWS::CodeDeploy::DeploymentConfig', 'Custom::RehearsalCodeDeployDeploymentConfig'],
])('%s becomes a custom resource', async (type, custom) => {
  const { Resources } = await rewrite({ Resources: { It: { Type: type, Properties: { ComputePlatform: 'Lambda' } } } });
  expect(Resources.It).toEqual({ Type: custom, Properties: { ...TOKEN, ComputePlatform: 'Lambda' } });
});

test('an alarm becomes a custom resource with its properties', async () => {
  const Properties = { AlarmName: 'errors', Threshold: 1, EvaluationPeriods: 3, Metrics: [{ Id: 'e' }], AlarmActions: ['arn'] };
  const { Resources } = await rewrite({ Resources: { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties, DependsOn: ['Other'] } } });
  expect(Resources.Alarm).toEqual({
    Type: 'Custom::RehearsalCloudWatchAlarm',
    Properties: { ServiceToken: { 'Fn::GetAtt': ['RehearsalCustomResources', 'Arn'] }, ...Properties },
    DependsOn: ['Other'],
  });
});

test('an API\'s endpoint is what AWS returns', async () => {
  const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } };
  const { Outputs } = await rewrite({ Resources: { Api: api }, Outputs: { Url: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } } });
  expect(Outputs.Url.Value).toEqual({ 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}' });
});

test('a template without played resources is unchanged', async () => {
  const template = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } }, Outputs: { Arn: { Value: { Ref: 'Topic' } } } };
  expect(await rewrite(template)).toEqual(template);
});

test('stages are rewritten too, assets are not', async () => {
  const template = { Resources: { Live: ALIAS } };
  expect((await rewrite(template, 'assembly-Prod/ProdStack.template.json')).Resources.Live.Type).toBe('Custom::RehearsalLambdaAlias');
  expect(await rewrite(template, 'asset.abc/Stack.template.json')).toEqual(template);
});
