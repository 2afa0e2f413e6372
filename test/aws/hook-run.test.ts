import { type CodeDeployApi } from '../../src/aws/code-deploy-api';
import { Deadline } from '../../src/aws/deadline';
import { type HookRunOptions, readHookRun } from '../../src/aws/hook-run';
import { type AliasPosition } from '../../src/aws/hook-stage';

// Reads that lag behind the call: a real deployment passes these states too quickly for a test to meet them.

type Steps = Partial<Record<'BeforeAllowTraffic' | 'AllowTraffic' | 'AfterAllowTraffic', string>>;

interface State {
  readonly steps: Steps;
  readonly status?: string;
  readonly creator?: string;
  readonly targets?: string[];
  /** Whether the target names function, alias and versions. */
  readonly told?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly alias?: AliasPosition | Error;
}

const NAME = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';

/** AWS that answers each read with the next of these states, and with the last from then on. */
function reading(...states: State[]) {
  let reads = 0;
  const state = () => states[Math.min(reads, states.length) - 1];
  const [from, to] = [() => state().from ?? '1', () => state().to ?? '2'];
  const revision = { revisionType: 'String', string: { sha256: 'abc' } } as const;
  const content = () => JSON.stringify({
    version: 0.0, Resources: [{ any: { Type: 'AWS::Lambda::Function', Properties: { Name: 'orders', Alias: 'live', CurrentVersion: from(), TargetVersion: to() } } }],
  });
  const api: CodeDeployApi & { getApplicationRevision: jest.Mock } = {
    getDeployment: async () => {
      reads++;
      return { deploymentInfo: { status: state().status ?? 'InProgress', creator: state().creator ?? 'user', applicationName: 'shop', revision } };
    },
    listDeploymentTargets: async () => ({ targetIds: state().targets ?? ['orders:live'] }),
    getDeploymentTarget: async () => ({
      deploymentTarget: {
        lambdaTarget: {
          lambdaFunctionInfo: state().told === false ? {} : { functionName: NAME, functionAlias: 'live', currentVersion: from(), targetVersion: to() },
          lifecycleEvents: Object.entries(state().steps).map(([lifecycleEventName, status]) => ({ lifecycleEventName, status })),
        },
      },
    }),
    getApplicationRevision: jest.fn(async () => ({ revision: { revisionType: 'String' as const, string: { content: content() } } })),
    putLifecycleEventHookExecutionStatus: async () => undefined,
  };
  const readAlias = jest.fn(async () => {
    const { alias = DENIED } = state();
    if (alias instanceof Error) throw alias;
    return alias;
  });
  return { api, readAlias, reads: () => reads };
}

const DENIED = Object.assign(new Error('no'), { name: 'AccessDeniedException' });

async function run({ api, readAlias }: Pick<ReturnType<typeof reading>, 'api' | 'readAlias'>, options: { known?: HookRunOptions['known'] } = {}) {
  const deadline = Deadline.forWork({ getRemainingTimeInMillis: () => 200_000 });
  const work = readHookRun(
    { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'x' },
    { api, readAlias, deadline, functionArn: name => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`, ...options },
  );
  work.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(100_000);
  return work;
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const BEFORE = { BeforeAllowTraffic: 'InProgress', AllowTraffic: 'Pending', AfterAllowTraffic: 'Pending' };
const SHIFTING = { BeforeAllowTraffic: 'Succeeded', AllowTraffic: 'InProgress', AfterAllowTraffic: 'Pending' };
const AFTER = { BeforeAllowTraffic: 'Succeeded', AllowTraffic: 'Succeeded', AfterAllowTraffic: 'InProgress' };

test('names the function plainly though the AppSpec names it by ARN', async () => {
  expect(await run(reading({ steps: BEFORE }))).toMatchObject({
    kind: 'open', event: { functionName: 'orders', targetVersionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders:2' },
  });
});

test.each([
  ['the event is still pending', { steps: { ...BEFORE, BeforeAllowTraffic: 'Pending' } }, { steps: BEFORE }, 'BeforeAllowTraffic'],
  ['the target is not there yet', { steps: {}, targets: [] }, { steps: BEFORE }, 'BeforeAllowTraffic'],
  ['traffic still seems to shift', { steps: SHIFTING }, { steps: AFTER }, 'AfterAllowTraffic'],
  ['all traffic has shifted but the hook has not begun', { steps: { ...AFTER, AfterAllowTraffic: 'Pending' } }, { steps: AFTER }, 'AfterAllowTraffic'],
])('reads again where %s', async (_what, first, second, lifecycleEvent) => {
  const aws = reading(first, second);
  expect(await run(aws)).toMatchObject({ kind: 'open', event: { lifecycleEvent } });
  expect(aws.reads()).toBe(2);
});

test('a call while traffic shifts is a late copy', async () => {
  expect(await run(reading({ steps: SHIFTING }))).toMatchObject({ kind: 'closed' });
});

test.each([
  ['both hooks were answered', { steps: { ...AFTER, AfterAllowTraffic: 'Succeeded' } }],
  ['the deployment has ended', { steps: BEFORE, status: 'Stopped' }],
])('CodeDeploy does not wait where %s', async (_what, state) => {
  const aws = reading(state);
  expect(await run(aws)).toMatchObject({ kind: 'closed' });
  expect(aws.reads()).toBe(1);
});

test.each(['codeDeployRollback', 'CloudFormationRollback'])('a deployment created by %s is a rollback', async creator => {
  expect(await run(reading({ steps: BEFORE, creator }))).toMatchObject({ kind: 'rollback' });
});

test.each([
  ['CloudFormation', 'an older version', { from: '3', to: '2' }, 'rollback'],
  ['CloudFormation', 'a newer version, compared as numbers', { from: '9', to: '10' }, 'open'],
  ['user', 'an older version', { from: '3', to: '2' }, 'open'],
])('a deployment by %s to %s', async (creator, _what, versions, kind) => {
  expect(await run(reading({ steps: BEFORE, creator, ...versions }))).toMatchObject({ kind });
});

test('a state that stays unknown is an error that names it, after more than a minute', async () => {
  const aws = reading({ steps: { ...BEFORE, BeforeAllowTraffic: 'Unknown' } });
  const begun = Date.now();
  let ended = 0;
  await expect(run(aws).finally(() => (ended = Date.now()))).rejects.toThrow(
    'CodeDeploy must tell which hook of deployment d-1 it asks for, and between which versions, '
    + 'got: BeforeAllowTraffic Unknown, AllowTraffic Pending, AfterAllowTraffic Pending; '
    + '{"functionName":"orders","alias":"live","currentVersion":"1","targetVersion":"2"}',
  );
  expect(ended - begun).toBeGreaterThan(60_000);
  expect(aws.reads()).toBeLessThan(40); // CodeDeploy's API is throttled early
});

describe('versions that the target does not name', () => {
  const on = (version: string, isWeighted = false) => ({ version, isWeighted });

  test('are taken from the AppSpec, even if there is no target yet', async () => {
    const event = { functionName: 'orders', alias: 'live', currentVersion: '1', targetVersion: '2', lifecycleEvent: 'BeforeAllowTraffic' };
    expect(await run(reading({ steps: BEFORE, told: false }))).toMatchObject({ kind: 'open', event });
    expect(await run(reading({ steps: {}, targets: [], alias: on('1') }))).toMatchObject({ kind: 'open', event });
  });

  test('are not asked for twice where the target names them', async () => {
    const aws = reading({ steps: BEFORE });
    await run(aws);
    expect(aws.api.getApplicationRevision).not.toHaveBeenCalled();
  });

  test.each(['AccessDeniedException', 'RevisionDoesNotExistException'])('are waited for if the AppSpec can\'t be read: %s', async name => {
    const aws = reading({ steps: BEFORE, told: false }, { steps: BEFORE, told: false }, { steps: BEFORE });
    aws.api.getApplicationRevision.mockRejectedValue(Object.assign(new Error('no'), { name }));
    expect(await run(aws)).toMatchObject({ kind: 'open', event: { targetVersion: '2' } });
    expect(aws.reads()).toBe(3);
  });

  test.each([['in YAML', 'version: 0.0'], ['empty', '']])('are waited for if the AppSpec is %s', async (_what, content) => {
    const aws = reading({ steps: BEFORE, told: false }, { steps: BEFORE });
    aws.api.getApplicationRevision.mockResolvedValue({ revision: { string: { content } } });
    expect(await run(aws)).toMatchObject({ kind: 'open', event: { targetVersion: '2' } });
  });

  test('function and alias are taken from what the gate knows; the current version is where the alias is', async () => {
    const aws = reading({ steps: BEFORE, told: false, alias: on('7') });
    const content = JSON.stringify({ Resources: [{ a: { Properties: { TargetVersion: 8 } } }] });
    aws.api.getApplicationRevision.mockResolvedValue({ revision: { string: { content } } });
    expect(await run(aws, { known: { functionName: 'orders', alias: 'prod' } })).toMatchObject({
      kind: 'open', event: { functionName: 'orders', alias: 'prod', currentVersion: '7', targetVersion: '8' },
    });
    expect(aws.readAlias).toHaveBeenCalledWith('orders', 'prod');
  });
});

describe('which hook is asked', () => {
  const on = (version: string, isWeighted = false) => ({ version, isWeighted });
  const PENDING = { BeforeAllowTraffic: 'Pending', AllowTraffic: 'Pending', AfterAllowTraffic: 'Pending' };

  test.each<[string, State, string]>([
    ['wholly on the current version: before', { steps: PENDING, alias: on('1') }, 'BeforeAllowTraffic'],
    ['wholly on the target: after', { steps: PENDING, alias: on('2') }, 'AfterAllowTraffic'],
    ['wholly on the target, though the first hook still seems to run', { steps: BEFORE, alias: on('2') }, 'AfterAllowTraffic'],
    ['on the current version as it seems, though the second hook runs', { steps: AFTER, alias: on('1') }, 'AfterAllowTraffic'],
    ['elsewhere: CodeDeploy says it', { steps: BEFORE, alias: on('5') }, 'BeforeAllowTraffic'],
    ['not to be read: CodeDeploy says it', { steps: AFTER, alias: DENIED }, 'AfterAllowTraffic'],
  ])('the alias is %s', async (_what, state, lifecycleEvent) => {
    const aws = reading(state);
    expect(await run(aws)).toMatchObject({ kind: 'open', event: { lifecycleEvent } });
    expect(aws.reads()).toBe(1);
  });

  test.each<[string, State]>([
    ['the first hook was answered, and nothing has shifted yet', { steps: { ...PENDING, BeforeAllowTraffic: 'Succeeded' }, alias: on('1') }],
    ['the alias serves two versions', { steps: BEFORE, alias: on('1', true) }],
    ['both hooks were answered', { steps: { ...AFTER, AfterAllowTraffic: 'Succeeded' }, alias: on('2') }],
  ])('none if %s', async (_what, state) => {
    expect(await run(reading(state))).toMatchObject({ kind: 'closed' });
  });

  test('a lag of the alias is waited for', async () => {
    const aws = reading({ steps: SHIFTING, alias: on('1', true) }, { steps: SHIFTING, alias: on('1', true) }, { steps: SHIFTING, alias: on('2') });
    expect(await run(aws)).toMatchObject({ kind: 'open', event: { lifecycleEvent: 'AfterAllowTraffic' } });
    expect(aws.reads()).toBe(3);
  });
});
