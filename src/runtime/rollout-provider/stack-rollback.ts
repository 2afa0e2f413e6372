import { abort, eachRunning, putBack } from './conflicts';
import { type DeleteRequest, type RolloutRequest } from './request';
import { forceOntoOneVersion } from './steps';
import { type Deployment } from '../../aws/deployment';

/**
 * Ends running rollouts and clears weights because the stack rolls back, whatever `onConflict` says. Never fails, since a
 * failure here would leave the stack in `UPDATE_ROLLBACK_FAILED`.
 *
 * An alias that no rollout moves and that has no weights stays where it is: CloudFormation moves it back with a deployment of
 * its own, which would fail if we had moved the alias before.
 */
export async function yieldToStackRollback(request: RolloutRequest): Promise<string | undefined> {
  const { alias, narrator, properties } = request;
  await narrator.attempt('end running rollouts', async () => {
    for await (const running of eachRunning(request)) {
      await narrator.attempt(`end rollout ${running.deploymentId}`, async () => {
        if (!await isProtected(request, running)) await abort(request, running);
        else narrator.tell(`left rollout ${running.deploymentId} alone: the failed deploy was refused because of it`);
      });
    }
  });
  await narrator.attempt(`put alias ${alias.name} on one version`, async () => forceOntoOneVersion(request, properties.targetVersion));
  return (await alias.read().catch(() => undefined))?.primary;
}

/** `FAIL` promises that a deploy leaves a foreign rollout alone; the rollback of the refused deploy must keep that promise. */
async function isProtected({ deployments, properties, previous: failed }: RolloutRequest, running: Deployment): Promise<boolean> {
  if (failed.OnConflict !== 'FAIL') return false;
  const { currentVersion, targetVersion, creator } = await deployments.described(running);
  if (targetVersion === undefined) return creator !== 'CloudFormation'; // without versions, only the creator tells whose it is
  return currentVersion === properties.targetVersion && targetVersion !== failed.TargetVersion;
}

/**
 * Ends running rollouts because the canary is deleted, and soon after it the deployment group and its role. Waits for the end of each
 * rollback, and leaves an alias that stays (such as an adopted one) on one version. Never fails, since a Delete that fails wedges
 * the stack.
 */
export async function windUp(request: DeleteRequest): Promise<undefined> {
  const { alias, narrator } = request;
  await narrator.attempt('end running rollouts', async () => {
    for await (const running of eachRunning(request)) {
      await narrator.attempt(`end rollout ${running.deploymentId}`, async () => {
        const stopped = await abort(request, running);
        if (stopped) await putBack(request, stopped);
      });
    }
  });
  if (alias) await narrator.attempt(`put alias ${alias.name} on one version`, async () => forceOntoOneVersion(request));
}
