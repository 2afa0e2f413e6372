import { type CodeDeployApi } from './code-deploy-api';
import { type Deadline } from './deadline';
import { type Deployment, isRollback, isTerminal, readDeployment } from './deployment';
import { patience, retry } from './retry';
import { type CodeDeployHookEvent, type HookEvent, type LifecycleEvent } from '../protocol/hook-event';

/** What CodeDeploy asks for with a call. It has to be read from the deployment, which is all that the call names. */
export type HookRun =
  /** CodeDeploy waits for this hook's answer. */
  | { readonly kind: 'open'; readonly event: HookEvent; readonly deployment: Deployment }
  /** The deployment restores the old version, which no hook may hold up. */
  | { readonly kind: 'rollback'; readonly deployment: Deployment }
  /** CodeDeploy no longer waits: the same call was delivered before, or the deployment has ended. */
  | { readonly kind: 'closed'; readonly deployment: Deployment };

export interface HookRunOptions {
  readonly api: CodeDeployApi;
  readonly deadline: Deadline;
  /** Makes the unqualified ARN of a function from its name. */
  readonly functionArn: (functionName: string) => string;
  readonly latestUrl?: string;
}

/** How often to read a deployment whose state lags behind the call. */
const READS = 20;
const BETWEEN_READS_MILLIS = 500;

/**
 * Finds out which hook of which deployment CodeDeploy asks for.
 *
 * @throws if no hook is in progress
 */
export async function readHookRun(call: CodeDeployHookEvent, options: HookRunOptions): Promise<HookRun> {
  const doing = `reading deployment ${call.DeploymentId}`;
  const isRetryable = patience();
  for (let read = 1; ; read++) {
    const deployment = await retry(() => readDeployment(options.api, call.DeploymentId), {
      deadline: options.deadline, doing, isRetryable,
    });
    if (isTerminal(deployment)) return { kind: 'closed', deployment };
    if (isRollback(deployment)) return { kind: 'rollback', deployment };
    const progress = hookInProgress(deployment);
    if (progress === 'answered') return { kind: 'closed', deployment };
    if (progress === 'BeforeAllowTraffic' || progress === 'AfterAllowTraffic') {
      return { kind: 'open', deployment, event: toHookEvent(deployment, progress, options) };
    }
    if (read === READS && progress === 'shifting') return { kind: 'closed', deployment };
    if (read === READS) throw new Error(`no hook of deployment ${call.DeploymentId} is in progress, got: ${describeSteps(deployment)}`);
    await options.deadline.sleep(BETWEEN_READS_MILLIS, doing);
  }
}

/**
 * The hook that CodeDeploy waits for. `answered`: both hooks were. `shifting`: traffic is shifting, so this call is a late copy,
 * unless the read lags behind. `unclear`: the read lags behind.
 */
function hookInProgress(deployment: Deployment): LifecycleEvent | 'answered' | 'shifting' | 'unclear' {
  const status = (name: string) => deployment.steps.find(step => step.name === name)?.status ?? 'Skipped';
  const answered = (name: string) => ['Succeeded', 'Failed', 'Skipped'].includes(status(name));
  if (deployment.steps.length === 0) return 'unclear';
  if (status('BeforeAllowTraffic') === 'InProgress') return 'BeforeAllowTraffic';
  if (status('AfterAllowTraffic') === 'InProgress') return 'AfterAllowTraffic';
  if (!answered('BeforeAllowTraffic')) return 'unclear';
  if (answered('AfterAllowTraffic')) return 'answered';
  return answered('AllowTraffic') ? 'unclear' : 'shifting';
}

function toHookEvent(deployment: Deployment, lifecycleEvent: LifecycleEvent, options: HookRunOptions): HookEvent {
  const { deploymentId, functionName, alias, currentVersion, targetVersion } = deployment;
  if (!functionName || !alias || !currentVersion || !targetVersion) {
    throw new Error(`deployment ${deploymentId} must name its function, alias and versions, got: `
      + JSON.stringify({ functionName, alias, currentVersion, targetVersion }));
  }
  return {
    deploymentId,
    lifecycleEvent,
    functionName,
    alias,
    currentVersion,
    targetVersion,
    targetVersionArn: `${options.functionArn(functionName)}:${targetVersion}`,
    ...(options.latestUrl ? { latestUrl: options.latestUrl } : {}),
  };
}

function describeSteps(deployment: Deployment): string {
  return deployment.steps.map(step => `${step.name} ${step.status}`).join(', ') || 'no lifecycle events';
}
