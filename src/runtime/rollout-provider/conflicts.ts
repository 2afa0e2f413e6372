import { type Alias, isOnOneVersion } from './alias';
import { type Deployments, type StoppedDeployment } from './deployments';
import { type Narrator } from './narrator';
import { type Deployment, isRollback } from '../../hook-sdk/deployment';
import { type ConflictPolicyName } from '../../protocol/rollout-resource';

/** Ends a rollout that stands in the way, as the policy says. Afterwards nothing of it moves the alias any more. */
export async function resolveConflict(
  policy: ConflictPolicyName, running: Deployment, deployments: Deployments, alias: Alias, narrator: Narrator,
): Promise<void> {
  if (policy === 'FAIL') throw new Error(refusal(running));
  narrator.count('ConflictResolved');
  if (isRollback(running)) {
    // To stop a rollback would leave customers with the very version that it takes away.
    const ended = await deployments.waitForEnd(running.deploymentId);
    narrator.tell(`waited for rollback ${running.deploymentId}: ${ended.status}`);
    return;
  }
  const stopped = await deployments.stop(running, { rollback: policy === 'ROLLBACK' });
  narrator.tell(describeStop(stopped));
  if (stopped.deployment.status !== 'Succeeded') await putBack(stopped.deployment, deployments, alias, narrator);
}

/** Aborts what runs while the stack rolls back: always with CodeDeploy's own rollback, which it alone can do without a race. */
export async function abort(running: Deployment, deployments: Deployments, narrator: Narrator): Promise<void> {
  if (isRollback(running)) {
    narrator.tell(`waited for rollback ${running.deploymentId}: ${(await deployments.waitForEnd(running.deploymentId)).status}`);
    return;
  }
  narrator.tell(describeStop(await deployments.stop(running, { rollback: true })));
}

/** The message of `FAIL`: what runs, and what to do. */
export function refusal(running: Deployment): string {
  return `rollout ${running.deploymentId}${describeVersions(running)} still runs (${running.status}); `
    + 'wait for its end and deploy again, '
    + `or stop it with \`aws deploy stop-deployment --deployment-id ${running.deploymentId} --auto-rollback-enabled\`, `
    + 'or choose `ConflictPolicy.ROLLBACK` or `CANCEL`';
}

/**
 * After `CANCEL` the alias is still where the stop met it; after `ROLLBACK` it is too if CodeDeploy made no
 * rollback deployment, or if that one failed.
 */
async function putBack(stopped: Deployment, deployments: Deployments, alias: Alias, narrator: Narrator): Promise<void> {
  const { currentVersion, deploymentId } = stopped;
  const seen = await alias.read();
  if (!currentVersion || !seen || (seen.primary === currentVersion && isOnOneVersion(seen))) return;
  if ((await deployments.running()).length > 0) return; // a rollback came late after all: the next round waits for it
  await alias.putOn(currentVersion, async () => nothingRuns(deployments));
  narrator.tell(`put alias ${alias.name} back on version ${currentVersion}, from where ${deploymentId} had left it`);
}

/** Guards every move of the alias: while CodeDeploy owns it, nobody else may touch it. */
export async function nothingRuns(deployments: Deployments): Promise<void> {
  const [running] = await deployments.running();
  if (running) throw new Error(`nothing must run while the alias is repaired, got: deployment ${running.deploymentId} (${running.status})`);
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
