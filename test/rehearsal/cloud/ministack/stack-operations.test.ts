import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { Feed } from '../../../../rehearsal/cloud/feed';
import { frontRequest } from '../../../../rehearsal/cloud/front/request';
import { CustomResources } from '../../../../rehearsal/cloud/resources/custom-resources';
import { AliasResource } from '../../../../rehearsal/cloud/resources/lambda-alias';
import { type ResourceProvider, type ResourceRequest } from '../../../../rehearsal/cloud/resources/played-resource';
import { rewritePlayedResources } from '../../../../rehearsal/cloud/resources/resources';
import { CUSTOM_RESOURCE_PATH } from '../../../../rehearsal/cloud/resources/template';
import { AnswerBox } from '../../../runtime/support/answer-box';
import { bundle } from '../../../runtime/support/bundles';
import { properties } from '../../../runtime/support/provider';
import { type Canary, TestCloud } from '../../../runtime/support/test-cloud';
import { answer, Desk, refuse, type Request } from '../../support/resource-desk';
import { StackUnderWay } from '../../support/stack-under-way';
import { storeTemplate } from '../../support/template-store';
import { eventually } from '../../support/traces';

jest.setTimeout(60_000);

let cloud: TestCloud;
let desk: Desk;
let cloudFormation: CloudFormation;
let ServiceToken: string;

beforeAll(async () => {
  cloud = await TestCloud.start();
  desk = await Desk.open();
  cloudFormation = new CloudFormation(cloud.clientOptions());
  ServiceToken = await cloud.createFunction('forwarder', { code: desk.forwarder });
});
afterAll(async () => {
  await cloud.stop();
  await desk.close();
});

/** A custom resource of the desk. */
const resource = (Value: string, ...DependsOn: string[]) => ({ Type: 'Custom::Desk', DependsOn, Properties: { ServiceToken, Value } });

/** A complete stack of these resources: the desk answers each creation at once. */
async function complete(resources: Record<string, any>): Promise<StackUnderWay> {
  const stack = new StackUnderWay(cloud, desk);
  await stack.create(resources);
  for (const [id, { Properties }] of Object.entries(resources)) if (Properties.ServiceToken === ServiceToken) await answer(await stack.request('Create', id));
  await stack.becomes('CREATE_COMPLETE');
  return stack;
}

test('independent resources are in progress at the same time, and dependent ones wait', async () => {
  const stack = new StackUnderWay(cloud, desk);
  await stack.create({ One: resource('1'), Two: resource('1'), Both: resource('1', 'One', 'Two') });
  const [one, two] = [await stack.request('Create', 'One'), await stack.request('Create', 'Two')];
  await answer(two);
  await stack.recorded('Two CREATE_COMPLETE');
  expect((await stack.events()).filter(event => event.startsWith('Both'))).toEqual([]);
  await answer(one);
  await answer(await stack.request('Create', 'Both'));
  await stack.becomes('CREATE_COMPLETE');
});

describe('a resource in progress whose sibling fails', () => {
  let stack: StackUnderWay;
  let abandoned: Request;
  beforeAll(async () => {
    stack = await complete({ Slow: resource('1'), Sibling: resource('1'), After: resource('1', 'Slow') });
    await stack.update({ Slow: resource('2'), Sibling: resource('2'), After: resource('2', 'Slow') });
    abandoned = await stack.request('Update', 'Slow');
    await refuse(await stack.request('Update', 'Sibling'));
  });

  test('gets the rollback request before it has answered', async () => {
    expect(await stack.request('Update', 'Slow', 2)).toMatchObject({
      PhysicalResourceId: 'physical-Slow', ResourceProperties: { Value: '1' }, OldResourceProperties: { Value: '2' },
    });
    expect(await stack.status()).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
    expect((await stack.events()).slice(-4)).toEqual([
      'Sibling UPDATE_FAILED the test refuses',
      'Slow UPDATE_FAILED Resource update cancelled',
      'stack UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Sibling].',
      'Slow UPDATE_IN_PROGRESS',
    ]);
  });

  test('has no effect with its late answer', async () => {
    const before = await stack.events();
    await answer(abandoned, { PhysicalResourceId: 'late' });
    await answer(await stack.request('Update', 'Slow', 2));
    await answer(await stack.request('Update', 'Sibling', 2));
    await stack.becomes('UPDATE_ROLLBACK_COMPLETE');
    expect((await stack.events()).slice(before.length).filter(event => event.startsWith('Slow'))).toEqual(['Slow UPDATE_COMPLETE']);
    expect(await stack.physicalId('Slow')).toBe('physical-Slow');
    expect(stack.requests('Update', 'After')).toEqual([]);
  });

  test('can be updated again from its previous properties', async () => {
    await stack.update({ Slow: resource('3'), Sibling: resource('1'), After: resource('1', 'Slow') });
    const request = await stack.request('Update', 'Slow', 3);
    expect(request).toMatchObject({ PhysicalResourceId: 'physical-Slow', OldResourceProperties: { Value: '1' } });
    await answer(request);
    await stack.becomes('UPDATE_COMPLETE');
  });
});

test('a resource that an update creates and cancels is deleted in the cleanup, with an id that CloudFormation invented', async () => {
  const stack = await complete({ Sibling: resource('1') });
  await stack.update({ Sibling: resource('2'), New: resource('1') });
  const abandoned = await stack.request('Create', 'New');
  await refuse(await stack.request('Update', 'Sibling'));
  await answer(await stack.request('Update', 'Sibling', 2));
  const deletion = await stack.request('Delete', 'New');
  expect(deletion.PhysicalResourceId).toMatch(/^stack-\d+-New-[0-9A-F]{12}$/);
  await answer(abandoned);
  await answer(deletion);
  await stack.becomes('UPDATE_ROLLBACK_COMPLETE');
  expect(await stack.events()).toContain('New UPDATE_FAILED Resource creation cancelled');
  expect(await stack.physicalId('New')).toBeUndefined();
});

test('a create that fails cancels the resources in progress, deletes them, and never starts those that depend on them', async () => {
  const stack = new StackUnderWay(cloud, desk);
  await stack.create({ Slow: resource('1'), Sibling: resource('1'), After: resource('1', 'Slow'), Done: resource('1') });
  await answer(await stack.request('Create', 'Done'));
  await stack.recorded('Done CREATE_COMPLETE');
  await stack.request('Create', 'Slow');
  await refuse(await stack.request('Create', 'Sibling'));
  // Dependents first: what was created last goes first.
  const deletion = await stack.request('Delete', 'Slow');
  expect(deletion.PhysicalResourceId).toMatch(/^stack-\d+-Slow-[0-9A-F]{12}$/);
  expect(await stack.status()).toBe('ROLLBACK_IN_PROGRESS');
  await answer(deletion);
  await answer(await stack.request('Delete', 'Done'));
  await stack.becomes('ROLLBACK_COMPLETE');
  expect(await stack.events()).toContain('Slow CREATE_FAILED Resource creation cancelled');
  expect(stack.requests('Create', 'After')).toEqual([]);
});

test.each<[string, () => Promise<object>, string]>([
  ['a resource that the local cloud plays', async () => ({ Waited: { ...resource('1'), Type: 'Custom::RehearsalThing' } }), 'Waited'],
  ['a nested stack', async () => ({
    Waited: {
      Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: await storeTemplate(cloud, { Resources: { Inner: resource('1') } }) },
    },
  }), 'Inner'],
])('%s is awaited: it completes, and is deleted with the id from its answer', async (_what, waited, requested) => {
  const stack = new StackUnderWay(cloud, desk);
  await stack.create({ ...await waited(), Sibling: resource('1') });
  const creation = await desk.requests.waitFor(({ LogicalResourceId, RequestType }) => LogicalResourceId === requested && RequestType === 'Create');
  await refuse(await stack.request('Create', 'Sibling'));
  await stack.recorded('Sibling CREATE_FAILED the test refuses');
  expect(await stack.status()).toBe('CREATE_IN_PROGRESS');
  await answer(creation, { PhysicalResourceId: 'given' });
  const deletion = await desk.requests.waitFor(({ LogicalResourceId, RequestType }) => LogicalResourceId === requested && RequestType === 'Delete');
  expect(deletion.PhysicalResourceId).toBe('given');
  await answer(deletion);
  await stack.becomes('ROLLBACK_COMPLETE');
});

test('CancelUpdateStack cancels the resources in progress and rolls back at once', async () => {
  const stack = await complete({ Slow: resource('1'), Quick: resource('1'), After: resource('1', 'Slow') });
  await stack.update({ Slow: resource('2'), Quick: resource('2'), After: resource('2', 'Slow') });
  await answer(await stack.request('Update', 'Quick'));
  await stack.recorded('Quick UPDATE_COMPLETE');
  await stack.request('Update', 'Slow');
  await stack.cancelUpdate();
  await answer(await stack.request('Update', 'Quick', 2));
  await answer(await stack.request('Update', 'Slow', 2));
  await stack.becomes('UPDATE_ROLLBACK_COMPLETE');
  const events = await stack.events();
  expect(events).toContain('Slow UPDATE_FAILED Resource update cancelled');
  expect(events).toContain('stack UPDATE_ROLLBACK_IN_PROGRESS User Initiated');
  expect(stack.requests('Update', 'After')).toEqual([]);
});

test('with DisableRollback the other resources go on; RollbackStack then rolls all of them back', async () => {
  const before = { Slow: resource('1'), First: resource('1'), Second: resource('1'), After: resource('1', 'Slow') };
  const stack = await complete(before);
  await stack.update({ Slow: resource('2'), First: resource('2'), Second: resource('2'), After: resource('2', 'Slow') }, { DisableRollback: true });
  await refuse(await stack.request('Update', 'First'));
  await refuse(await stack.request('Update', 'Second'));
  await answer(await stack.request('Update', 'Slow'));
  await answer(await stack.request('Update', 'After'));
  await stack.becomes('UPDATE_FAILED');
  await stack.rollBack();
  const answered = Object.keys(before).map(async id => {
    const request = await stack.request('Update', id, 2);
    expect(request.ResourceProperties.Value).toBe('1');
    await answer(request);
  });
  await Promise.all(answered);
  await stack.becomes('UPDATE_ROLLBACK_COMPLETE');
});

describe('in the middle of a traffic shift', () => {
  let provider: string;
  beforeAll(async () => {
    provider = await cloud.createFunction('provider', { code: await bundle('rollout-provider'), environment: { CANARY_POLL_MILLIS: '50' } });
  });

  interface Shift {
    readonly stack: StackUnderWay;
    readonly canary: Canary;
    readonly deploymentId: string;
    readonly sibling: Request;
  }

  /** A stack with a canary whose update to version 2 has shifted 10 %, while a sibling is in progress. */
  async function shifting(options: { guarded: boolean; hook?: string }): Promise<Shift> {
    const canary = { ...await cloud.createCanary({ config: 'CodeDeployDefault.LambdaCanary10Percent15Minutes' }), aliasName: 'stacked' };
    const { functionName, applicationName, deploymentGroupName } = canary;
    const template = (version: string) => {
      const alias = {
        Type: 'AWS::Lambda::Alias',
        DependsOn: options.guarded ? ['Rollout'] : [],
        Properties: { FunctionName: functionName, Name: 'stacked', FunctionVersion: version, Description: `on ${version}` },
        UpdatePolicy: {
          CodeDeployLambdaAliasUpdate: {
            ApplicationName: applicationName, DeploymentGroupName: deploymentGroupName, BeforeAllowTrafficHook: options.hook,
          },
        },
      };
      const rollout = { Type: 'Custom::CanaryRollout', Properties: { ServiceToken: provider, ...properties(canary, { TargetVersion: version }) } };
      const resources = { Alias: alias, Sibling: resource(version), ...(options.guarded ? { Rollout: rollout } : {}) };
      rewritePlayedResources({ Resources: resources });
      return resources;
    };
    const stack = await complete(template('1'));
    await stack.update(template('2'));
    const sibling = await stack.request('Update', 'Sibling');
    const fits = (view: { applicationName: string; targetVersionWeight: number; lifecycleEvents: readonly { status: string }[] }) =>
      view.applicationName === applicationName && (options.hook ? view.lifecycleEvents[0].status === 'InProgress' : view.targetVersionWeight === 10);
    const { deploymentId } = await cloud.cloud.deployments.waitFor(fits);
    return { stack, canary, deploymentId, sibling };
  }

  test.each<[string, (shift: Shift) => Promise<void>]>([
    ['a sibling fails', async ({ sibling }) => refuse(sibling)],
    ['the user cancels', async ({ stack }) => stack.cancelUpdate()],
  ])('the rollout provider ends the shift when %s', async (_what, interrupt) => {
    const shift = await shifting({ guarded: true });
    const { stack, canary, deploymentId } = shift;
    await interrupt(shift);
    await answer(await stack.request('Update', 'Sibling', 2));
    await stack.becomes('UPDATE_ROLLBACK_COMPLETE');
    expect((await cloud.ended(deploymentId)).status).toBe('Stopped');
    expect(await cloud.alias(canary)).toEqual({ version: '1', weights: {} });
    const { Description } = await cloud.lambda.getAlias({ FunctionName: canary.functionName, Name: canary.aliasName });
    expect(Description).toBe('on 1');
    const events = await stack.events();
    expect(events).toContain('Alias UPDATE_FAILED Resource update cancelled');
    const [rollout, alias] = ['Rollout UPDATE_COMPLETE', 'Alias UPDATE_COMPLETE'].map(event => events.lastIndexOf(event));
    expect(rollout).toBeLessThan(alias);
  });

  test.each([
    ['has shifted some traffic', undefined],
    ['has not shifted any yet', 'silent-hook'],
  ])('without the provider the alias meets its own deployment, which %s', async (_when, hook) => {
    if (hook) await cloud.createFunction(hook);
    const { stack, canary, deploymentId, sibling } = await shifting({ guarded: false, hook });
    await refuse(sibling);
    await answer(await stack.request('Update', 'Sibling', 2));
    await stack.becomes('UPDATE_ROLLBACK_FAILED');
    expect(await stack.events()).toContain('Alias UPDATE_FAILED A conflicting deployment is in progress');

    // If no traffic was shifted, there is nothing to put back; a rollback would wait for the silent hook.
    await cloud.codeDeploy.stopDeployment({ deploymentId, autoRollbackEnabled: !hook });
    const { rollbackInfo } = await cloud.ended(deploymentId);
    if (rollbackInfo) await cloud.ended(rollbackInfo.rollbackDeploymentId!);
    await stack.continueRollback();
    await stack.becomes('UPDATE_ROLLBACK_COMPLETE');
    expect(await cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  });
});

describe('the provider of a played resource, when CloudFormation no longer waits for a request', () => {
  test('gets an aborted signal, and both requests are answered', async () => {
    const asked = new Feed<{ id: string; superseded: AbortSignal }>();
    const update: ResourceProvider['update'] = async ({ RequestId: id, PhysicalResourceId }, superseded) => {
      asked.publish({ id, superseded });
      if (id === 'first') await new Promise((_resolve, reject) => superseded.addEventListener('abort', () => reject(superseded.reason)));
      return { physicalId: PhysicalResourceId! };
    };
    const resources = new CustomResources({ 'Custom::Thing': { update } as ResourceProvider });
    const server = createServer((message, response) => void resources.serve(frontRequest(message, response)));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const box = await AnswerBox.open();
    const send = async (RequestId: string, LogicalResourceId: string) => {
      await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${CUSTOM_RESOURCE_PATH}`, {
        method: 'POST',
        body: JSON.stringify({
          RequestType: 'Update', RequestId, LogicalResourceId, ResourceType: 'Custom::Thing', StackId: 'stack', PhysicalResourceId: 'id', ResponseURL: box.url,
        }),
      });
      return asked.waitFor(({ id }) => id === RequestId);
    };
    const first = await send('first', 'One');
    await send('other', 'Two');
    expect(first.superseded.aborted).toBe(false);
    const second = await send('second', 'One');
    await eventually(() => box.answers.length === 3, 'all requests are answered');
    expect([first, second].map(({ superseded }) => superseded.aborted)).toEqual([true, false]);
    expect(box.answers.map(({ body }) => body).find(({ RequestId }) => RequestId === 'first'))
      .toMatchObject({ Status: 'FAILED', Reason: 'CloudFormation no longer waits for this request' });
    await box.close();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  test('changes nothing else about the alias when its deployment has ended', async () => {
    const { functionName: FunctionName } = await cloud.createCanary();
    const alias = new AliasResource(cloud.lambda, cloudFormation, {} as never);
    const request = {
      ResourceProperties: { FunctionName, Name: 'live', FunctionVersion: '1', Description: 'new' },
      OldResourceProperties: {
        FunctionName, Name: 'live', FunctionVersion: '1',
      },
    };
    await expect(alias.update(request as unknown as ResourceRequest, AbortSignal.abort(new Error('superseded')))).rejects.toThrow('superseded');
    expect((await cloud.lambda.getAlias({ FunctionName, Name: 'live' })).Description).toBeFalsy();
  });
});
