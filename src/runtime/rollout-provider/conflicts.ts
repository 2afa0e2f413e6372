import { type DeleteRequest } from './request';
import { type Deployment, isRollback } from '../../aws/deployment';
import { describeError, isDenied } from '../../aws/errors';
import { type ConflictPolicyName } from '../../protocol/rollout-resource';
import { isOnOneVersion } from '../shared/alias';
import { type StoppedDeployment } from '../shared/deployments';

/** A deployment moves the alias, so we may not. */
class AliasOccupied extends Error {}

/** The running deployments, each once. Includes one that starts meanwhile, such as a rollback. */
export async function* eachRunning({ deployments }: DeleteRequest): AsyncGenerator<Deployment> {
  const met = new Set<string>();
  for (;;) {
    const next = (await deployments.running()).find(deployment => !met.has(deployment.deploymentId));
    if (!next) return;
    met.add(next.deploymentId);
    yield next;
  }
}

/** Ends a rollout that stands in the way, as the policy says. Afterwards it no longer moves the alias. */
export async function resolveConflict(request: DeleteRequest, running: Deployment, policy: ConflictPolicyName): Promise<void> {
  if (policy === 'FAIL') throw new Error(refusal(running));
  request.narrator.count('ConflictResolved');
  const stopped = await end(request, running, { rollback: policy === 'ROLLBACK' });
  if (stopped) await putBack(request, stopped);
}

/**
 * Ends a rollout with CodeDeploy's own rollback, since only CodeDeploy can roll back without a race. A deployment that is itself
 * a rollback is waited for: stopping it would leave customers with the very version that it takes away.
 *
 * @returns the deployment that was stopped, if one was
 */
export async function abort(request: DeleteRequest, running: Deployment): Promise<Deployment | undefined> {
  return end(request, running, { rollback: true });
}

async function end(
  { deployments, narrator, assertAwaited }: DeleteRequest, running: Deployment, options: { rollback: boolean },
): Promise<Deployment | undefined> {
  if (isRollback(running)) {
    narrator.tell(`waited for rollback ${running.deploymentId}: ${(await deployments.waitForEnd(running.deploymentId)).status}`);
    return undefined;
  }
  await assertAwaited();
  const stopped = await deployments.stop(running, options).catch(error => {
    if (!isDenied(error)) throw error;
    narrator.count('StopDenied');
    throw new Error(`rollout ${running.deploymentId} could not be stopped: ${describeError(error)}. `
      + `Stop it with \`aws deploy stop-deployment --deployment-id ${running.deploymentId} --auto-rollback-enabled\``, { cause: error });
  });
  narrator.tell(describeStop(stopped));
  return stopped.deployment.status === 'Succeeded' ? undefined : stopped.deployment;
}

/** The message of `FAIL`: what is running, and what to do. */
function refusal(running: Deployment): string {
  return `rollout ${running.deploymentId}${describeVersions(running)} is still running (${running.status}); `
    + 'wait until it ends and deploy again, '
    + `or stop it with \`aws deploy stop-deployment --deployment-id ${running.deploymentId} --auto-rollback-enabled\`, `
    + 'or choose `ConflictPolicy.ROLLBACK` or `CANCEL`';
}

/**
 * Puts the alias back on the version that a stopped rollout started from. The alias is still where the stop left it after `CANCEL`, and
 * after `ROLLBACK` if CodeDeploy made no rollback deployment or that deployment failed.
 *
 * If CodeDeploy starts the rollback deployment late after all, that moves the alias, and `eachRunning` yields it next.
 */
export async function putBack(request: DeleteRequest, stopped: Deployment): Promise<void> {
  const { alias, narrator } = request;
  const { currentVersion, deploymentId } = stopped;
  const seen = await alias?.read();
  if (!alias || !currentVersion || !seen || (seen.primary === currentVersion && isOnOneVersion(seen))) return;
  try {
    await alias.putOn(currentVersion, async () => assertNothingRuns(request));
  } catch (error) {
    if (error instanceof AliasOccupied) return;
    throw error;
  }
  narrator.tell(`put alias ${alias.name} back on version ${currentVersion}, from which rollout ${deploymentId} had started`);
  await narrator.attempt('announce that rollback', async () => request.announcePutBack(stopped));
}

/** Guards every move of the alias: while a deployment runs, CodeDeploy owns the alias. */
export async function assertNothingRuns({ deployments, assertAwaited }: DeleteRequest): Promise<void> {
  await assertAwaited();
  const [running] = await deployments.running();
  if (running) throw new AliasOccupied(`no deployment may run while the alias is repaired, got: ${running.deploymentId} (${running.status})`);
}

function describeStop({ deployment, rollback }: StoppedDeployment): string {
  const named = `rollout ${deployment.deploymentId}${describeVersions(deployment)}`;
  if (deployment.status === 'Succeeded') return `${named} ended before it could be stopped`;
  return `stopped ${named}${rollback ? `, rolled back by ${rollback.deploymentId} (${rollback.status})` : ''}`;
}

/** Empty for a deployment that has not started: CodeDeploy does not name its versions before. */
function describeVersions({ functionName, alias, currentVersion, targetVersion }: Deployment): string {
  return functionName ? ` of ${functionName}:${alias} from version ${currentVersion} to ${targetVersion}` : '';
}
