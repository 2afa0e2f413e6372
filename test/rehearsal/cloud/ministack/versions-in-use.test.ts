import { rewritePlayedResources } from '../../../../rehearsal/cloud/resources/resources';
import { type Canary, TestCloud } from '../../../runtime/support/test-cloud';
import { answer, Desk } from '../../support/resource-desk';
import { StackUnderWay } from '../../support/stack-under-way';

jest.setTimeout(60_000);

let cloud: TestCloud;
let desk: Desk;
let ServiceToken: string;

beforeAll(async () => {
  cloud = await TestCloud.start({ timeScale: 120 });
  desk = await Desk.open();
  ServiceToken = await cloud.createFunction('forwarder', { code: desk.forwarder });
});
afterAll(async () => {
  await cloud.stop();
  await desk.close();
});

const versions = async ({ functionName }: Canary) =>
  (await cloud.lambda.listVersionsByFunction({ FunctionName: functionName })).Versions!.map(({ Version }) => Version).filter(version => !['$LATEST', '1'].includes(version!));

/** An alias whose update to a new version has succeeded, in a stack that then must go back. */
async function deployed(alarm: string): Promise<{ stack: StackUnderWay; canary: Canary }> {
  const canary = { ...await cloud.createCanary({ alarms: [alarm], versions: 1 }), aliasName: 'stacked' };
  return { canary, stack: await there(canary) };
}

async function there(canary: Canary): Promise<StackUnderWay> {
  const { functionName: FunctionName, applicationName: ApplicationName, deploymentGroupName: DeploymentGroupName } = canary;
  const template = async (release: number) => {
    const id = `Version${release}`;
    const resources = {
      [id]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName, Description: id } },
      Alias: {
        Type: 'AWS::Lambda::Alias',
        Properties: { FunctionName, Name: 'stacked', FunctionVersion: { 'Fn::GetAtt': [id, 'Version'] } },
        UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName, DeploymentGroupName } },
      },
      After: { Type: 'Custom::Desk', DependsOn: ['Alias'], Properties: { ServiceToken, Value: id } },
    };
    rewritePlayedResources({ Resources: resources });
    return resources;
  };
  const stack = new StackUnderWay(cloud, desk);
  await cloud.changeCode(FunctionName);
  await stack.create(await template(1));
  await answer(await stack.request('Create', 'After'));
  await stack.becomes('CREATE_COMPLETE');
  await cloud.changeCode(FunctionName);
  await stack.update(await template(2));
  return stack;
}

test('a rollback that failed at the alias deletes nothing; ContinueUpdateRollback takes the alias back, then cleans up', async () => {
  const alarm = await cloud.createAlarm();
  const { stack, canary } = await deployed(alarm);
  const after = await stack.request('Update', 'After');
  const [old, current] = await versions(canary);
  expect(await cloud.alias(canary)).toEqual({ version: current, weights: {} });
  // The alarm stops the deployment by which CloudFormation takes the alias back.
  await cloud.setAlarm(alarm, 'ALARM');
  await answer(after, { Status: 'FAILED', Reason: 'the test refuses' });
  await answer(await stack.request('Update', 'After', 2));
  await stack.becomes('UPDATE_ROLLBACK_FAILED');
  expect(await versions(canary)).toEqual([old, current]);
  expect((await stack.events()).filter(event => event.includes('DELETE'))).toEqual([]);

  await cloud.setAlarm(alarm, 'OK');
  await stack.continueRollback();
  await stack.becomes('UPDATE_ROLLBACK_COMPLETE');
  expect(await cloud.alias(canary)).toEqual({ version: old, weights: {} });
  expect(await versions(canary)).toEqual([old]);
  const events = await stack.events();
  expect(events.slice(events.indexOf('Alias UPDATE_COMPLETE', events.indexOf('stack UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [Alias].')))).toEqual([
    'Alias UPDATE_COMPLETE',
    'stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'Version2 DELETE_IN_PROGRESS',
    'Version2 DELETE_COMPLETE',
    'stack UPDATE_ROLLBACK_COMPLETE',
  ]);
});

test('a version that an alias uses can\'t be deleted with the stack\'s update; the update succeeds all the same', async () => {
  const canary = { ...await cloud.createCanary({ versions: 1 }), aliasName: 'stacked' };
  const stack = await there(canary);
  const [old] = await versions(canary);
  await cloud.lambda.createAlias({ FunctionName: canary.functionName, Name: 'other', FunctionVersion: old });
  await answer(await stack.request('Update', 'After'));
  await stack.becomes('UPDATE_COMPLETE');
  expect(await versions(canary)).toContain(old);
  expect(await stack.events()).toContain(`Version1 DELETE_FAILED Function version ${old} cannot be deleted because it is referenced by an alias.`);
});
