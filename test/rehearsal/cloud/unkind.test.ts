import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { Lambda } from '@aws-sdk/client-lambda';
import { rewritePlayedResources } from '../../../rehearsal/cloud/resources/resources';
import { CODE_DEPLOY_RATE, LAMBDA_RATE, type Unkind } from '../../../rehearsal/cloud/unkind';
import { type Canary, TestCloud } from '../../runtime/support/test-cloud';
import { answer, Desk } from '../support/resource-desk';
import { StackUnderWay } from '../support/stack-under-way';
import { eventually } from '../support/traces';

// Each knob is seen to bite through the AWS SDK, beside what the cloud does without it.
jest.setTimeout(60_000);

const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';

let cloud: TestCloud;

async function start(unkind: Unkind, timeScale = 120): Promise<void> {
  cloud = await TestCloud.start({ timeScale, unkind });
}
afterEach(async () => cloud.stop());

async function target(deploymentId: string) {
  const { targetIds } = await cloud.codeDeploy.listDeploymentTargets({ deploymentId });
  return (await cloud.codeDeploy.getDeploymentTarget({ deploymentId, targetId: targetIds![0] })).deploymentTarget!.lambdaTarget!;
}

const steps = async (deploymentId: string) => (await target(deploymentId)).lifecycleEvents!.map(event => `${event.lifecycleEventName} ${event.status}`);

/** A deployment whose hook before any traffic is called and does not report; the hook's event. */
async function asked(canary: Canary) {
  await cloud.createFunction('silent', { code: 'exports.handler = async event => console.log(JSON.stringify({ asked: event }));' });
  const id = await cloud.deploy(canary, '1', '2', { before: 'silent' });
  const line = await cloud.log.waitFor(text => text.includes('"asked"') && text.includes(id));
  const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = JSON.parse(line.slice(line.indexOf('{'))).asked;
  return { deploymentId, lifecycleEventHookExecutionId };
}

test.each([
  [true, undefined],
  [false, '2'],
])('lateTargetInfo: %s', async (lateTargetInfo, targetVersion) => {
  await start({ lateTargetInfo });
  const hook = await asked(await cloud.createCanary({ config: CANARY }));
  expect((await target(hook.deploymentId)).lambdaFunctionInfo?.targetVersion).toBe(targetVersion);
  await cloud.codeDeploy.putLifecycleEventHookExecutionStatus({ ...hook, status: 'Succeeded' });
  await cloud.shifted(hook.deploymentId, 10);
  expect((await target(hook.deploymentId)).lambdaFunctionInfo).toMatchObject({ currentVersion: '1', targetVersion: '2', targetVersionWeight: 10 });
});

test('pendingMinutes: the event of a hook that was called reads Pending, even when it can be reported', async () => {
  await start({ pendingMinutes: 5 }, 600);
  const hook = await asked(await cloud.createCanary({ config: CANARY }));
  expect(await steps(hook.deploymentId)).toEqual(['BeforeAllowTraffic Pending', 'AllowTraffic Pending', 'AfterAllowTraffic Pending']);
  await cloud.cloud.time.sleep(5 * 60);
  expect((await steps(hook.deploymentId))[0]).toBe('BeforeAllowTraffic InProgress');
  await cloud.codeDeploy.putLifecycleEventHookExecutionStatus({ ...hook, status: 'Succeeded' });
  await cloud.shifted(hook.deploymentId, 10);
  expect((await steps(hook.deploymentId)).slice(0, 2)).toEqual(['BeforeAllowTraffic Succeeded', 'AllowTraffic InProgress']);
});

test.each<[boolean, boolean]>([[true, false], [false, true]])('noFirstRollback: %s', async (noFirstRollback, rolledBack) => {
  await start({ noFirstRollback });
  const canary = await cloud.createCanary({ config: CANARY, versions: 3 });
  const stopped = async (from: string, to: string) => {
    const id = await cloud.deploy(canary, from, to);
    await cloud.shifted(id, 10);
    await cloud.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
    const { rollbackInfo } = await cloud.ended(id);
    if (rollbackInfo) await cloud.ended(rollbackInfo.rollbackDeploymentId!);
    return rollbackInfo !== undefined;
  };
  expect(await stopped('1', '2')).toBe(rolledBack);
  expect(await cloud.alias(canary)).toEqual({ version: '1', weights: rolledBack ? {} : { 2: 0.1 } });
  // Once the group has had a successful deployment, there is something to go back to.
  await cloud.setAlias(canary, '1');
  await cloud.ended(await cloud.deploy(canary, '1', '2'));
  expect(await stopped('2', '3')).toBe(true);
  expect(await cloud.alias(canary)).toEqual({ version: '2', weights: {} });
});

test.each([[true, []], [false, ['1']]])('executedVersionOfWeightedOnly: %s', async (executedVersionOfWeightedOnly, atOneVersion) => {
  await start({ executedVersionOfWeightedOnly }, 600);
  const canary = await cloud.createCanary();
  const seen = async () => {
    const { Metrics } = await cloud.cloudWatch.listMetrics({ Namespace: 'AWS/Lambda', MetricName: 'Invocations' });
    return {
      byAlias: Metrics!.filter(({ Dimensions }) => Dimensions!.some(({ Value }) => Value === `${canary.functionName}:live`)).length,
      versions: Metrics!.flatMap(({ Dimensions }) => Dimensions!.filter(({ Name }) => Name === 'ExecutedVersion').map(({ Value }) => Value)).sort(),
    };
  };
  const invoke = () => cloud.lambda.invoke({ FunctionName: canary.functionName, Qualifier: 'live' });
  await invoke();
  await eventually(async () => (await seen()).byAlias > 0, 'the metrics of the alias are visible');
  expect((await seen()).versions).toEqual(atOneVersion);
  await cloud.setAlias(canary, '1', { 2: 0.5 });
  await eventually(async () => (await invoke()).ExecutedVersion === '2' && (await seen()).versions.includes('2'), 'the weighted alias\'s metrics are visible');
});

describe('in a stack', () => {
  let desk: Desk;
  let ServiceToken: string;
  beforeEach(async () => {
    desk = await Desk.open();
  });
  afterEach(async () => desk.close());

  /** A stack whose alias goes to version 2 by a deployment and back again, because a resource after it fails. */
  async function thereAndBack(canary: Canary): Promise<StackUnderWay> {
    ServiceToken = await cloud.createFunction('forwarder', { code: desk.forwarder });
    const { functionName, applicationName, deploymentGroupName } = canary;
    const template = (version: string) => {
      const resources = {
        Alias: {
          Type: 'AWS::Lambda::Alias',
          Properties: { FunctionName: functionName, Name: 'stacked', FunctionVersion: version },
          UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: applicationName, DeploymentGroupName: deploymentGroupName } },
        },
        After: { Type: 'Custom::Desk', DependsOn: ['Alias'], Properties: { ServiceToken, Value: version } },
      };
      rewritePlayedResources({ Resources: resources });
      return resources;
    };
    const stack = new StackUnderWay(cloud, desk);
    await stack.create(template('1'));
    await answer(await stack.request('Create', 'After'));
    await stack.becomes('CREATE_COMPLETE');
    await stack.update(template('2'));
    await stack.request('Update', 'After');
    return stack;
  }

  /** The creator and the end of each deployment of the stack. */
  const ends = async () => {
    const { deployments } = await cloud.codeDeploy.listDeployments({});
    return Promise.all(deployments!.reverse().map(async deploymentId => {
      const { deploymentInfo } = await cloud.codeDeploy.getDeployment({ deploymentId });
      return `${deploymentInfo!.creator} ${deploymentInfo!.status}`;
    }));
  };

  test.each([
    [true, ['user Succeeded', 'user Succeeded']],
    [false, ['CloudFormation Succeeded', 'CloudFormationRollback Succeeded']],
  ])('creatorUser: %s', async (creatorUser, expected) => {
    await start({ creatorUser });
    const canary = await cloud.createCanary();
    const stack = await thereAndBack(canary);
    await answer(await stack.request('Update', 'After'), { Status: 'FAILED', Reason: 'the test refuses' });
    await answer(await stack.request('Update', 'After', 2));
    await stack.becomes('UPDATE_ROLLBACK_COMPLETE');
    expect(await ends()).toEqual(expected);
  });

  test.each([
    [true, 'UPDATE_ROLLBACK_FAILED', ['user Succeeded', 'user Stopped', 'codeDeployRollback Succeeded']],
    [false, 'UPDATE_ROLLBACK_COMPLETE', ['user Succeeded', 'user Succeeded']],
  ])('alarmsInStackRollback: %s, with every creator', async (alarmsInStackRollback, status, expected) => {
    await start({ alarmsInStackRollback, creatorUser: true });
    const alarm = await cloud.createAlarm();
    const stack = await thereAndBack(await cloud.createCanary({ alarms: [alarm] }));
    await cloud.setAlarm(alarm, 'ALARM');
    await answer(await stack.request('Update', 'After'), { Status: 'FAILED', Reason: 'the test refuses' });
    await answer(await stack.request('Update', 'After', 2));
    await stack.becomes(status);
    expect(await ends()).toEqual(expected);
  });

  test('secondDeliveryMinutes: a request that was answered is delivered again, unchanged, and its answer is not heard', async () => {
    await start({ secondDeliveryMinutes: 1 }, 60);
    ServiceToken = await cloud.createFunction('forwarder', { code: desk.forwarder });
    const stack = new StackUnderWay(cloud, desk);
    const resource = (Value: string) => ({ One: { Type: 'Custom::Desk', Properties: { ServiceToken, Value } } });
    await stack.create(resource('1'));
    const request = await stack.request('Create', 'One');
    await answer(request);
    await stack.becomes('CREATE_COMPLETE');
    expect(stack.requests('Create', 'One')).toHaveLength(1);
    const again = await stack.request('Create', 'One', 2);
    expect(again).toEqual(request);
    await answer(again, { Status: 'FAILED', Reason: 'the test refuses' });
    expect(await stack.status()).toBe('CREATE_COMPLETE');
    // There is no third.
    await stack.update(resource('2'));
    await answer(await stack.request('Update', 'One'));
    await stack.request('Update', 'One', 2);
    expect(stack.requests('Create', 'One')).toHaveLength(2);
  });
});

describe('rates', () => {
  /** How a burst of calls ends, by error name. */
  async function burst(calls: number, call: () => Promise<unknown>): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    const names = await Promise.all(Array.from({ length: calls }, () => call().then(() => 'accepted', (error: Error) => error.name)));
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  }
  /** Without the SDK's own second attempts. */
  const once = () => ({ ...cloud.clientOptions(), maxAttempts: 1 });

  test('codeDeployRate: calls above it are throttled, until time has passed', async () => {
    // An hour lasts an hour: the bucket stays empty.
    await start({ codeDeployRate: CODE_DEPLOY_RATE }, 1);
    const list = () => new CodeDeploy(once()).listApplications({});
    expect(await burst(12, list)).toEqual({ accepted: 10, ThrottlingException: 2 });
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } });
    await eventually(() => list().then(() => true, () => false), 'the bucket fills again');
  });

  test('lambdaRate: the control plane is throttled as a whole, and invocations are not', async () => {
    await start({ lambdaRate: LAMBDA_RATE }, 1);
    const lambda = new Lambda(once());
    const FunctionName = cloud.name('orders');
    await cloud.createFunction(FunctionName);
    const counts = await burst(30, () => lambda.listAliases({ FunctionName }));
    // Until the calls arrive, some tokens may come back.
    expect(counts.accepted).toBeGreaterThanOrEqual(14);
    expect(counts.TooManyRequestsException).toBeGreaterThan(5);
    const error = await eventuallyThrown(() => lambda.updateFunctionConfiguration({ FunctionName, Description: 'busy' }));
    expect(error).toMatchObject({ name: 'TooManyRequestsException', message: 'Rate exceeded', $metadata: { httpStatusCode: 429 } });
    expect(await burst(5, () => lambda.getFunction({ FunctionName }))).toEqual({ accepted: 5 });
    expect(await burst(5, () => lambda.invoke({ FunctionName }))).toEqual({ accepted: 5 });
  });

  async function eventuallyThrown(call: () => Promise<unknown>): Promise<unknown> {
    for (;;) {
      const thrown = await call().then(() => undefined, error => error);
      if (thrown) return thrown;
    }
  }
});
