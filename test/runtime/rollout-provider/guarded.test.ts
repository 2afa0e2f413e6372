import { Deadline } from '../../../src/aws/deadline';
import { respond } from '../../../src/runtime/rollout-provider/respond';
import { AnswerBox } from '../support/answer-box';
import { properties, ProviderScene, request } from '../support/provider';
import { type Canary } from '../support/test-cloud';

jest.setTimeout(60_000);

const scene = ProviderScene.use();

type Change = Parameters<typeof properties>[1];

/** A deploy that brings version 2, after one that brought version 1. */
const update = async (canary: Canary, change: Change = {}, old: Change = {}) => request(scene.box, {
  stackId: scene.stacks.forward, properties: properties(canary, change), old: properties(canary, { TargetVersion: '1', ...old }),
});
const create = async (canary: Canary, change: Change = {}) => request(scene.box, {
  stackId: scene.stacks.forward, properties: properties(canary, change),
});
const moves = () => scene.proxy.of('PUT /2015-03-31');

describe('nothing to clear', () => {
  test('on the first deploy, where there is no alias', async () => {
    const canary = { ...await scene.cloud.createCanary(), aliasName: 'new' };
    expect(await create(canary)).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: 'canary-rollout-OrdersRollout',
      LogicalResourceId: 'OrdersRollout',
      StackId: scene.stacks.forward,
      Data: { Outcome: 'first deploy: version 2 is live at once, there is no older version to shift from' },
    });
  });

  test('where the alias is renamed without new code', async () => {
    const canary = { ...await scene.cloud.createCanary(), aliasName: 'prod' };
    expect(await update(canary, {}, { AliasName: 'live', TargetVersion: '2' })).toMatchObject({
      Status: 'SUCCESS', Data: { Outcome: `alias live of ${canary.functionName} is renamed prod and stays on version 2` },
    });
  });

  test('where the function is replaced; the outcome tells that nobody watches', async () => {
    const canary = { ...await scene.cloud.createCanary(), aliasName: 'new' };
    expect(await update(canary, {}, { FunctionName: 'orders-old' })).toMatchObject({
      Status: 'SUCCESS', Data: { Outcome: `function orders-old is replaced by ${canary.functionName}: all traffic meets its version 2 at once, unwatched` },
    });
  });

  test.each(['WEIGHTED', 'ALL_AT_ONCE'] as const)('where the old version is Inactive; the outcome tells it (%s)', async ShiftMode => {
    const canary = await scene.cloud.createCanary();
    const body = { State: 'Inactive', Role: 'arn:aws:iam::123456789012:role/test' };
    scene.proxy.plan('/configuration?Qualifier=1', { status: 200, type: '', body });
    expect(await update(canary, { ShiftMode })).toMatchObject({
      Status: 'SUCCESS',
      Data: {
        Outcome: `version 1 of ${canary.functionName} is Inactive, since nobody has called it for weeks: after a rollback its first call would fail. `
          + `Call it once with an event that it knows: \`aws lambda invoke --function-name ${canary.functionName} --qualifier 1 …\``,
      },
    });
  });

  test('on a plain update: the alias is where CloudFormation left it', async () => {
    const canary = await scene.cloud.createCanary();
    expect(await update(canary)).toMatchObject({
      Status: 'SUCCESS', PhysicalResourceId: 'canary-rollout-Earlier', Data: { CurrentVersion: '1', Outcome: 'nothing stood in the way' },
    });
    expect(moves()).toHaveLength(0);
  });

  test('where the deployment group does not exist yet', async () => {
    const canary = await scene.cloud.createCanary();
    expect(await create(canary, { DeploymentGroupName: 'later' })).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1' } });
    expect(await create(canary, { ApplicationName: 'later' })).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1' } });
  });

  test('where the canary has no deployment group', async () => {
    const canary = await scene.cloud.createCanary();
    const answer = await create(canary, { ShiftMode: 'UNGUARDED', ApplicationName: undefined, DeploymentGroupName: undefined });
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1' } });
  });

  test('where the target is deployed already', async () => {
    const canary = await scene.cloud.createCanary();
    await scene.cloud.setAlias(canary, '2');
    expect(await create(canary)).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '2', Outcome: expect.stringContaining('is deployed already') } });
  });

  test('where the target does not change: a rollout that was started through the API continues', async () => {
    const canary = await scene.cloud.createCanary({ versions: 3, config: 'CodeDeployDefault.LambdaCanary10Percent15Minutes' });
    const id = await scene.cloud.deploy(canary, '1', '3');
    await scene.cloud.shifted(id, 10);
    expect(await update(canary, { TargetVersion: '1', RetainVersions: '5' })).toMatchObject({ Status: 'SUCCESS' });
    expect(scene.proxy.of('StopDeployment')).toHaveLength(0);
    expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: { 3: 0.1 } });
  });
});

test('a rollout of the canary\'s previous group is a conflict too', async () => {
  const canary = await scene.cloud.createCanary({ versions: 3, config: 'CodeDeployDefault.LambdaCanary10Percent15Minutes' });
  const id = await scene.cloud.deploy(canary, '1', '3');
  await scene.cloud.shifted(id, 10);
  const answer = await update(canary, { DeploymentGroupName: 'renamed' });
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '1', Outcome: expect.stringContaining(`stopped rollout ${id}`) } });
});

describe('leftover weights', () => {
  test.each(['WEIGHTED', 'ALL_AT_ONCE', 'UNGUARDED'] as const)('are cleared on the primary version before a %s rollout', async ShiftMode => {
    const canary = await scene.cloud.createCanary({ versions: 3 });
    await scene.cloud.setAlias(canary, '1', { 3: 0.5 });
    expect(await update(canary, { ShiftMode })).toMatchObject({
      Status: 'SUCCESS',
      Data: { CurrentVersion: '1', Outcome: 'cleared leftover weights: alias live was on version 1 with 50 % on version 3, and no deployment was shifting it' },
    });
    expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  });

  test('are left alone if a rollout begins at that moment', async () => {
    const canary = await scene.cloud.createCanary({ versions: 3, config: 'CodeDeployDefault.LambdaCanary10Percent15Minutes' });
    const id = await scene.cloud.deploy(canary, '1', '3');
    await scene.cloud.shifted(id, 10);
    // The first list is empty, as if the rollout had begun right after it.
    scene.proxy.plan('ListDeployments', { status: 400, type: 'DeploymentGroupDoesNotExistException' });
    const answer = await update(canary);
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: `no deployment may run while the alias is repaired, got: ${id} (InProgress)` });
    expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: { 3: 0.1 } });
  });

  test('count as gone only when a read confirms it', async () => {
    const canary = await scene.cloud.createCanary({ versions: 3 });
    await scene.cloud.setAlias(canary, '1', { 3: 0.5 });
    scene.proxy.plan('PUT /2015-03-31', { status: 409, type: 'ResourceConflictException' });
    expect(await update(canary)).toMatchObject({ Status: 'SUCCESS' });
    expect(moves()).toHaveLength(2);
    expect(await scene.cloud.alias(canary)).toEqual({ version: '1', weights: {} });
  });
});

describe('an alias that was moved outside of CloudFormation', () => {
  test.each(['WEIGHTED', 'ALL_AT_ONCE'] as const)('is refused before a %s rollout, with both versions and what to do', async ShiftMode => {
    const canary = await scene.cloud.createCanary({ versions: 3 });
    await scene.cloud.setAlias(canary, '3');
    const answer = await update(canary, { ShiftMode });
    expect(answer).toMatchObject({ Status: 'FAILED' });
    expect(answer.Reason).toBe(`alias live of ${canary.functionName} must be on version 1, from which CloudFormation moves it, got: version 3. `
      + 'Something else moved it (such as `cdk deploy --hotswap`, the console or a deployment of your own), and CodeDeploy refuses to start from another version. '
      + `Put it back with \`aws lambda update-alias --function-name ${canary.functionName} --name live --function-version 1\` and deploy again, `
      + 'or deploy once with `skip: true`, which moves it to the new version at once');
    expect(await scene.cloud.alias(canary)).toEqual({ version: '3', weights: {} });
  });

  test('is refused even if it was moved to the target', async () => {
    const canary = await scene.cloud.createCanary();
    await scene.cloud.setAlias(canary, '2');
    expect(await update(canary)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('must be on version 1') });
  });

  test('is reported, but not refused, if the request asks for nothing new', async () => {
    const canary = await scene.cloud.createCanary({ versions: 3 });
    await scene.cloud.setAlias(canary, '3');
    expect(await update(canary, { TargetVersion: '1', RetainVersions: '5' })).toMatchObject({
      Status: 'SUCCESS',
      Data: { CurrentVersion: '3', Outcome: 'version 1 was deployed before, but alias live is on version 3: it was moved outside of CloudFormation' },
    });
    expect(moves()).toHaveLength(0);
  });

  test('is allowed if CloudFormation moves it without CodeDeploy', async () => {
    const canary = await scene.cloud.createCanary({ versions: 3 });
    await scene.cloud.setAlias(canary, '3');
    expect(await update(canary, { ShiftMode: 'UNGUARDED' })).toMatchObject({ Status: 'SUCCESS', Data: { CurrentVersion: '3' } });
  });
});

test.each(['WEIGHTED', 'ALL_AT_ONCE', 'UNGUARDED'] as const)('an alias on $LATEST is refused only if CodeDeploy moves it: %s', async ShiftMode => {
  const canary = await scene.cloud.createCanary();
  await scene.cloud.setAlias(canary, '$LATEST');
  expect(await create(canary, { ShiftMode })).toMatchObject(ShiftMode === 'UNGUARDED' ? { Status: 'SUCCESS', Data: { CurrentVersion: '$LATEST' } } : {
    Status: 'FAILED', Reason: expect.stringContaining(`alias live of ${canary.functionName} must be on a published version to shift from, got: $LATEST.`),
  });
});

describe('preflight', () => {
  const OTHER = 'arn:aws:iam::123456789012:role/other';
  const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:failed-orders';

  async function changed(configuration: object): Promise<Canary> {
    const canary = await scene.cloud.createCanary({ versions: 1 });
    await scene.cloud.lambda.updateFunctionConfiguration({ FunctionName: canary.functionName, ...configuration });
    await scene.cloud.publishVersion(canary.functionName);
    return canary;
  }

  test.each([
    ['execution role', { Role: OTHER }, `execution role changes from arn:aws:iam::123456789012:role/test to ${OTHER}`],
    ['dead-letter queue', { DeadLetterConfig: { TargetArn: QUEUE } }, `dead-letter configuration changes from none to ${QUEUE}`],
  ])('explains that a change of the %s can\'t be weighted, before it stops anything', async (_what, configuration, difference) => {
    const canary = await changed(configuration);
    const answer = await update(canary);
    expect(answer).toMatchObject({ Status: 'FAILED' });
    expect(answer.Reason).toBe(`versions 1 and 2 of ${canary.functionName} can't share traffic: ${difference}. `
      + 'Lambda weights an alias only between versions with the same execution role and dead-letter configuration; '
      + 'deploy this change once with `Rollout.allAtOnce()` or with `skip: true`');
  });

  test.each(['ALL_AT_ONCE', 'UNGUARDED'] as const)('allows such a change with %s', async ShiftMode => {
    expect(await update(await changed({ Role: OTHER }), { ShiftMode })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('names a target version that does not exist', async () => {
    const canary = await scene.cloud.createCanary();
    expect(await update(canary, { TargetVersion: '7' })).toMatchObject({
      Status: 'FAILED', Reason: `the target version of ${canary.functionName}:live must exist, got: 7, which Lambda does not know`,
    });
  });
});

describe('requests', () => {
  test.each([
    ['FunctionName', { FunctionName: '' }, '`FunctionName` must be set, got: '],
    ['TargetVersion', { TargetVersion: '$LATEST' }, '`TargetVersion` must be a published version, got: $LATEST'],
    ['ShiftMode', { ShiftMode: 'SLOW' as any }, '`ShiftMode` must be one of WEIGHTED, ALL_AT_ONCE, UNGUARDED, got: SLOW'],
    ['OnConflict', { OnConflict: 'HOPE' as any }, '`OnConflict` must be one of CANCEL, ROLLBACK, FAIL, got: HOPE'],
    ['RetainVersions', { RetainVersions: '0' }, '`RetainVersions` must be a whole number above 0, got: 0'],
  ])('with a bad %s are refused', async (_name, change, reason) => {
    expect(await update(await scene.cloud.createCanary(), change)).toMatchObject({ Status: 'FAILED', Reason: reason });
  });

  test('are answered until CloudFormation accepts the answer', async () => {
    scene.box.refusals = 2;
    const canary = await scene.cloud.createCanary();
    expect(await update(canary)).toMatchObject({ Status: 'SUCCESS' });
    // The response URL is signed for an empty content type.
    expect(scene.box.answers.at(-1)!.headers['content-type']).toBe('');
  });

  test.each([
    ['the stack', 'DescribeStacks', 'AccessDenied', 403],
    ['the alias', 'GET /2015-03-31/functions/orders', 'AccessDeniedException', 403],
    ['CodeDeploy', 'ListDeployments', 'AccessDeniedException', 400],
  ])('wait for a permission that has not spread yet: %s', async (_what, operation, type, status) => {
    const canary = await scene.cloud.createCanary();
    scene.proxy.plan(operation, { status, type }, { status, type });
    expect(await update(canary)).toMatchObject({ Status: 'SUCCESS', Data: { Outcome: 'nothing stood in the way' } });
  });

  test('whose AWS call fails are answered with its error', async () => {
    const canary = await scene.cloud.createCanary();
    scene.proxy.planAlways('ListDeployments', { status: 400, type: 'AccessDeniedException' });
    expect(await update(canary)).toMatchObject({ Status: 'FAILED', Reason: 'AccessDeniedException: AccessDeniedException by the test' });
  });

  test('never leave their response URL in the log', async () => {
    const written: string[] = [];
    const spies = [process.stdout, process.stderr].map(stream => jest.spyOn(stream, 'write').mockImplementation(text => written.push(String(text)) > 0));
    process.env.POWERTOOLS_LOG_LEVEL = 'DEBUG';
    try {
      await jest.isolateModulesAsync(async () => {
        scene.box.refusals = 1;
        await update(await scene.cloud.createCanary(), { OnConflict: 'HOPE' as any });
      });
    } finally {
      process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
      spies.forEach(spy => spy.mockRestore());
    }
    expect(written.join('\n')).toContain('answering CloudFormation');
    expect(written.join('\n')).not.toContain('Signature');
  });

  test('that can\'t be answered fail without their response URL', async () => {
    const closed = await AnswerBox.open();
    const unreachable = { RequestType: 'Create', LogicalResourceId: 'x', ResponseURL: closed.url } as any;
    await closed.close();
    const answering = respond(unreachable, { status: 'SUCCESS', reason: '' }, Deadline.forReport({ getRemainingTimeInMillis: () => 400 }));
    await expect(answering).rejects.toThrow(/^(?!.*Signature).*no connection to CloudFormation's response URL: ECONNREFUSED$/);
  });
});

describe('an alias that is missing in an update is no first deploy', () => {
  test.each(['WEIGHTED', 'ALL_AT_ONCE', 'UNGUARDED'] as const)('it was deleted: refused with the command that makes it again (%s)', async ShiftMode => {
    const canary = { ...await scene.cloud.createCanary(), aliasName: 'gone' };
    expect(await update(canary, { ShiftMode })).toMatchObject({
      Status: 'FAILED',
      Reason: `alias gone of ${canary.functionName} must exist to be moved, got: no such alias. Something else deleted it. `
        + `Make it again with \`aws lambda create-alias --function-name ${canary.functionName} --name gone --function-version 1\` and deploy again`,
    });
  });

  test.each(['WEIGHTED', 'ALL_AT_ONCE'] as const)('it is renamed together with new code: refused (%s)', async ShiftMode => {
    const canary = { ...await scene.cloud.createCanary(), aliasName: 'prod' };
    expect(await update(canary, { ShiftMode }, { AliasName: 'live' })).toMatchObject({
      Status: 'FAILED',
      Reason: `alias live of ${canary.functionName} must be renamed in a deploy of its own, got: prod together with version 2. `
        + 'CodeDeploy can\'t shift traffic between two aliases, so all customers would meet the new version at once. '
        + 'Deploy the new name first and the new code afterwards, or deploy both once with `skip: true`',
    });
  });

  test('it is renamed together with new code and with `skip`: told', async () => {
    const canary = { ...await scene.cloud.createCanary(), aliasName: 'prod' };
    expect(await update(canary, { ShiftMode: 'UNGUARDED' }, { AliasName: 'live' })).toMatchObject({
      Status: 'SUCCESS', Data: { Outcome: `alias live of ${canary.functionName} is renamed prod: all traffic meets version 2 at once` },
    });
  });
});
