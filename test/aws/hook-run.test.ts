import { type CodeDeployApi } from '../../src/aws/code-deploy-api';
import { Deadline } from '../../src/aws/deadline';
import { readHookRun } from '../../src/aws/hook-run';

// Reads that lag behind the call: a real deployment passes these states too quickly for a test to meet them.

type Steps = Partial<Record<'BeforeAllowTraffic' | 'AllowTraffic' | 'AfterAllowTraffic', string>>;

/** A CodeDeploy that answers each read with the next of these states, and with the last from then on. */
function reading(...states: { steps: Steps; status?: string; creator?: string; targets?: string[] }[]) {
  let reads = 0;
  const state = () => states[Math.min(reads, states.length) - 1];
  const api: CodeDeployApi = {
    getDeployment: async () => {
      reads++;
      return { deploymentInfo: { status: state().status ?? 'InProgress', creator: state().creator ?? 'user' } };
    },
    listDeploymentTargets: async () => ({ targetIds: state().targets ?? ['orders:live'] }),
    getDeploymentTarget: async () => ({
      deploymentTarget: {
        lambdaTarget: {
          lambdaFunctionInfo: {
            functionName: 'arn:aws:lambda:eu-west-1:123456789012:function:orders', functionAlias: 'live', currentVersion: '1', targetVersion: '2',
          },
          lifecycleEvents: Object.entries(state().steps).map(([lifecycleEventName, status]) => ({ lifecycleEventName, status })),
        },
      },
    }),
    putLifecycleEventHookExecutionStatus: async () => undefined,
  };
  return { api, reads: () => reads };
}

async function run(api: CodeDeployApi) {
  const deadline = Deadline.forWork({ getRemainingTimeInMillis: () => 60_000 });
  const work = readHookRun(
    { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'x' },
    { api, deadline, functionArn: name => `arn:aws:lambda:eu-west-1:123456789012:function:${name}` },
  );
  work.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(30_000);
  return work;
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const BEFORE = { BeforeAllowTraffic: 'InProgress', AllowTraffic: 'Pending', AfterAllowTraffic: 'Pending' };
const SHIFTING = { BeforeAllowTraffic: 'Succeeded', AllowTraffic: 'InProgress', AfterAllowTraffic: 'Pending' };
const AFTER = { BeforeAllowTraffic: 'Succeeded', AllowTraffic: 'Succeeded', AfterAllowTraffic: 'InProgress' };

test('names the function plainly though the AppSpec names it by ARN', async () => {
  expect(await run(reading({ steps: BEFORE }).api)).toMatchObject({
    kind: 'open', event: { functionName: 'orders', targetVersionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders:2' },
  });
});

test.each([
  ['the event is still pending', { steps: { ...BEFORE, BeforeAllowTraffic: 'Pending' } }, { steps: BEFORE }, 'BeforeAllowTraffic'],
  ['the target is not there yet', { steps: {}, targets: [] }, { steps: BEFORE }, 'BeforeAllowTraffic'],
  ['traffic still seems to shift', { steps: SHIFTING }, { steps: AFTER }, 'AfterAllowTraffic'],
  ['all traffic has shifted but the hook has not begun', { steps: { ...AFTER, AfterAllowTraffic: 'Pending' } }, { steps: AFTER }, 'AfterAllowTraffic'],
])('reads again if %s', async (_what, first, second, lifecycleEvent) => {
  const { api, reads } = reading(first, second);
  expect(await run(api)).toMatchObject({ kind: 'open', event: { lifecycleEvent } });
  expect(reads()).toBe(2);
});

test('a call while traffic shifts is a late copy', async () => {
  expect(await run(reading({ steps: SHIFTING }).api)).toMatchObject({ kind: 'closed' });
});

test.each([
  ['both hooks were answered', { steps: { ...AFTER, AfterAllowTraffic: 'Succeeded' } }],
  ['the deployment has ended', { steps: BEFORE, status: 'Stopped' }],
])('CodeDeploy does not wait if %s', async (_what, state) => {
  const { api, reads } = reading(state);
  expect(await run(api)).toMatchObject({ kind: 'closed' });
  expect(reads()).toBe(1);
});

test.each(['codeDeployRollback', 'CloudFormationRollback'])('a deployment created by %s is a rollback', async creator => {
  expect(await run(reading({ steps: BEFORE, creator }).api)).toMatchObject({ kind: 'rollback' });
});

test('a state that stays unknown is an error that names it', async () => {
  await expect(run(reading({ steps: { ...BEFORE, BeforeAllowTraffic: 'Unknown' } }).api)).rejects.toThrow(
    'no hook of deployment d-1 is in progress, got: BeforeAllowTraffic Unknown, AllowTraffic Pending, AfterAllowTraffic Pending',
  );
});
