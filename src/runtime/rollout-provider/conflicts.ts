import { type Narrator } from './narrator';
import { type Deployment, isRollback } from '../../aws/deployment';
import { type ConflictPolicyName } from '../../protocol/rollout-resource';
import { type Alias, isOnOneVersion } from '../shared/alias';
import { type Deployments, type StoppedDeployment } from '../shared/deployments';

export interface ConflictPorts {
  readonly alias: Alias;
  readonly deployments: Deployments;
  readonly narrator: Narrator;
  /** CodeDeploy announces its own rollbacks; one that we make is unknown to it. */
  readonly announcePutBack: (stopped: Deployment) => Promise<void>;
}

/** Something moves the alias, so that nobody else may. */
class AliasOccupied extends Error {}

/** What runs, one after the other and each once; what begins meanwhile (a rollback, say) has its turn too. */
export async function* eachRunning(deployments: Deployments): AsyncGenerator<Deployment> {
  const met = new Set<string>();
  for (;;) {
    const next = (await deployments.running()).find(deployment => !met.has(deployment.deploymentId));
    if (!next) return;
    met.add(next.deploymentId);
    yield next;
  }
}

/** Ends a rollout that stands in the way, as the policy says. Afterwards nothing of it moves the alias any more. */
export async function resolveConflict(policy: ConflictPolicyName, running: Deployment, ports: ConflictPorts): Promise<void> {
  if (policy === 'FAIL') throw new Error(refusal(running));
  ports.narrator.count('ConflictResolved');
  const stopped = await end(running, { rollback: policy === 'ROLLBACK' }, ports);
  if (stopped) await putBack(stopped, ports);
}

/**
 * Ends a rollout with CodeDeploy's own rollback, which it alone can do without a race; a rollback itself is waited for:
 * to stop it would leave customers with the very version that it takes away.
 *
 * @returns what was stopped, if something was
 */
export async function abort(running: Deployment, ports: Omit<ConflictPorts, 'alias'>): Promise<Deployment | undefined> {
  return end(running, { rollback: true }, ports);
}

async function end(
  running: Deployment, options: { rollback: boolean }, { deployments, narrator }: Omit<ConflictPorts, 'alias'>,
): Promise<Deployment | undefined> {
  if (isRollback(running)) {
    narrator.tell(`waited for rollback ${running.deploymentId}: ${(await deployments.waitForEnd(running.deploymentId)).status}`);
    return undefined;
  }
  const stopped = await deployments.stop(running, options);
  narrator.tell(describeStop(stopped));
  return stopped.deployment.status === 'Succeeded' ? undefined : stopped.deployment;
}

/** The message of `FAIL`: what runs, and what to do. */
export function refusal(running: Deployment): string {
  return `rollout ${running.deploymentId}${describeVersions(running)} still runs (${running.status}); `
    + 'wait for its end and deploy again, '
    + `or stop it with \`aws deploy stop-deployment --deployment-id ${running.deploymentId} --auto-rollback-enabled\`, `
    + 'or choose `ConflictPolicy.ROLLBACK` or `CANCEL`';
}

/**
 * After `CANCEL` the alias is still where the stop met it; after a rollback it is too if CodeDeploy made no
 * rollback deployment, or if that one failed.
 *
 * If a rollback comes late after all, it has the alias: who goes through what runs meets it next.
 */
export async function putBack(stopped: Deployment, { deployments, alias, narrator, announcePutBack }: ConflictPorts): Promise<void> {
  const { currentVersion, deploymentId } = stopped;
  const seen = await alias.read();
  if (!currentVersion || !seen || (seen.primary === currentVersion && isOnOneVersion(seen))) return;
  try {
    await alias.putOn(currentVersion, async () => nothingRuns(deployments));
  } catch (error) {
    if (error instanceof AliasOccupied) return;
    throw error;
  }
  narrator.tell(`put alias ${alias.name} back on version ${currentVersion}, from where ${deploymentId} had left it`);
  await narrator.attempt('announce that', async () => announcePutBack(stopped));
}

/** Guards every move of the alias: while CodeDeploy owns it, nobody else may touch it. */
export async function nothingRuns(deployments: Deployments): Promise<void> {
  const [running] = await deployments.running();
  if (running) throw new AliasOccupied(`nothing must run while the alias is repaired, got: deployment ${running.deploymentId} (${running.status})`);
}

function describeStop({ deployment, rollback }: StoppedDeployment): string {
  const named = `rollout ${deployment.deploymentId}${describeVersions(deployment)}`;
  if (deployment.status === 'Succeeded') return `${named} had ended before it could be stopped`;
  return `stopped ${named}${rollback ? `, rolled back by ${rollback.deploymentId} (${rollback.status})` : ''}`;
}

/** Empty for a deployment that had not started: CodeDeploy does not tell its versions then. */
function describeVersions({ functionName, alias, currentVersion, targetVersion }: Deployment): string {
  return functionName ? ` of ${functionName}:${alias} from version ${currentVersion} to ${targetVersion}` : '';
}
