import { eachRunning, resolveConflict } from './conflicts';
import { tellMissingAlias } from './missing-alias';
import { preflight, UnfitVersion } from './preflight';
import { type RolloutRequest } from './request';
import { clearLeftoverWeights, keep, needsNoRollout } from './steps';
import { type Deployment, isRollback, isTerminal } from '../../aws/deployment';

/** A minute: in an emergency, the running rollback may be what hangs. */
const READS_FOR_ROLLBACK = 20;

/**
 * Prepares for CloudFormation to move the alias itself, at once (`skip`, `Rollout.none()`).
 *
 * In an emergency this must not be held up by anything that can't be read, stopped or repaired: each step is tried, and its
 * failure is told. Refused is only what can't succeed: a version that can't run, an alias that was deleted. The
 * request's polling should be `hurried()`.
 *
 * @returns the version that serves customers now; `undefined` on a first deploy, or if the alias can't be read
 */
export async function clearForUnguardedShift(request: RolloutRequest): Promise<string | undefined> {
  const { alias, narrator } = request;
  const seen = await narrator.attempt(`read alias ${alias.name}`, async () => await alias.read() ?? 'missing');
  if (seen === 'missing') return tellMissingAlias(request);
  if (seen && await narrator.attempt('read what was deployed', async () => needsNoRollout(request, seen))) {
    await narrator.attempt('clear leftover weights', async () => keep(request, seen));
    return seen.primary;
  }
  await refuseUnfitVersion(request);
  await narrator.attempt('end running rollouts', async () => {
    for await (const running of eachRunning(request)) {
      await narrator.attempt(`end rollout ${running.deploymentId}`, async () => end(request, running));
    }
  });
  await narrator.attempt('clear leftover weights', async () => clearLeftoverWeights(request));
  return seen?.primary;
}

async function refuseUnfitVersion(request: RolloutRequest): Promise<void> {
  const { targetVersion } = request.properties;
  const unfit = await request.narrator.attempt(`read version ${targetVersion}`, async () => {
    try {
      return await preflight(request, targetVersion);
    } catch (error) {
      if (error instanceof UnfitVersion) return error;
      throw error;
    }
  });
  if (unfit) throw unfit;
}

/** Ends a rollout without CodeDeploy's rollback: the new version is about to take over, so restoring the old one would be of no use. */
async function end(request: RolloutRequest, running: Deployment): Promise<void> {
  const { deployments, narrator, assertAwaited } = request;
  if (!isRollback(running)) return resolveConflict(request, running, 'CANCEL');
  const waited = await deployments.waitForEnd(running.deploymentId, READS_FOR_ROLLBACK);
  if (isTerminal(waited)) return narrator.tell(`waited for rollback ${running.deploymentId}: ${waited.status}`);
  // If it went on, it could move the alias away from the version that the emergency needs.
  await assertAwaited();
  await deployments.requestStop(running.deploymentId, false);
  const { status } = await deployments.waitForEnd(running.deploymentId, READS_FOR_ROLLBACK);
  narrator.tell(`stopped rollback ${running.deploymentId}, which did not end in time: ${status}`);
}
