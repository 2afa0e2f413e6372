import { type CodeDeployApi } from './code-deploy-api';
import { type Deadline } from './deadline';
import { type Deployment, isRollback, isTerminal, readDeployment } from './deployment';
import { type AliasPosition, Stage, stageOf } from './hook-stage';
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
  /** What the alias points at; `undefined` if it does not exist. If this throws, only what CodeDeploy says counts. */
  readonly readAlias: (functionName: string, alias: string) => Promise<AliasPosition | undefined>;
  /** Function and alias, where they are known without CodeDeploy. */
  readonly known?: { readonly functionName: string; readonly alias?: string };
  /** Makes the unqualified ARN of a function from its name. */
  readonly functionArn: (functionName: string) => string;
  readonly latestUrl?: string;
}

/** How long to read a deployment that CodeDeploy has not described yet. The gate has this time beside its hook's. */
const PATIENCE_MILLIS = 75_000;

/** How long to read a deployment whose traffic seems to shift. After that, the call is more likely a late copy than the reads are late. */
const SHIFTING_MILLIS = 15_000;

const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 5_000;

/**
 * Finds out which hook of which deployment CodeDeploy asks for.
 *
 * @throws if CodeDeploy does not tell, after a minute and more
 */
export async function readHookRun(call: CodeDeployHookEvent, options: HookRunOptions): Promise<HookRun> {
  const doing = `reading deployment ${call.DeploymentId}`;
  const isRetryable = patience();
  const patient = options.deadline.within(PATIENCE_MILLIS);
  const shifting = options.deadline.within(SHIFTING_MILLIS);
  for (let wait = FIRST_WAIT_MILLIS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
    const read = await retry(() => readDeployment(options.api, call.DeploymentId), { deadline: options.deadline, doing, isRetryable });
    if (isTerminal(read)) return { kind: 'closed', deployment: read };
    const alias = await positionOf(read, options);
    const deployment = completed(read, alias, options);
    if (isRollback(deployment)) return { kind: 'rollback', deployment };
    const stage = stageOf(deployment, alias);
    if (stage === Stage.answered) return { kind: 'closed', deployment };
    const event = toHookEvent(deployment, stage, options);
    if (event) return { kind: 'open', deployment, event };
    if (stage === Stage.shifting && shifting.passed()) return { kind: 'closed', deployment };
    if (patient.passed()) throw new Error(untold(deployment));
    await options.deadline.sleep(wait * (0.5 + Math.random() / 2), doing);
  }
}

/** Reads the alias, once its name is known. A denied read is not an error: a user's own role may lack the permission. */
async function positionOf(deployment: Deployment, { known, readAlias }: HookRunOptions): Promise<AliasPosition | undefined> {
  const functionName = known?.functionName ?? deployment.functionName;
  const name = known?.alias ?? deployment.alias;
  if (!functionName || !name) return undefined;
  return readAlias(functionName, name).catch(() => undefined); // the next round reads it again
}

/** Adds what is known without CodeDeploy. Before traffic shifts, the alias is on the current version. */
function completed(deployment: Deployment, alias: AliasPosition | undefined, { known }: HookRunOptions): Deployment {
  const { targetVersion } = deployment;
  const current = alias && !alias.isWeighted && targetVersion !== undefined && alias.version !== targetVersion ? alias.version : undefined;
  return {
    ...deployment,
    functionName: known?.functionName ?? deployment.functionName,
    alias: known?.alias ?? deployment.alias,
    currentVersion: deployment.currentVersion ?? current,
  };
}

/** The event for the hook that CodeDeploy asks for; `undefined` while a part of it is unknown. */
function toHookEvent(deployment: Deployment, stage: Stage, options: HookRunOptions): HookEvent | undefined {
  const { deploymentId, functionName, alias, currentVersion, targetVersion } = deployment;
  const lifecycleEvent: LifecycleEvent | undefined = ({ [Stage.before]: 'BeforeAllowTraffic', [Stage.after]: 'AfterAllowTraffic' } as const)[stage as 1 | 3];
  if (!lifecycleEvent || !functionName || !alias || !currentVersion || !targetVersion) return undefined;
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

function untold({ deploymentId, steps, functionName, alias, currentVersion, targetVersion }: Deployment): string {
  const told = steps.map(step => `${step.name} ${step.status}`).join(', ') || 'no lifecycle events';
  return `CodeDeploy must tell which hook of deployment ${deploymentId} it asks for, and between which versions, got: ${told}; `
    + JSON.stringify({ functionName, alias, currentVersion, targetVersion });
}
