import { eachRunning, resolveConflict } from './conflicts';
import { clearWeights, keep, needsNoRollout, tellFirstDeploy, type WayPorts } from './guarded';
import { preflight, UnfitVersion } from './preflight';
import { type RolloutProperties } from './properties';
import { type Deployment, isRollback, isTerminal } from '../../aws/deployment';

/** A minute for a rollback that runs; in the emergency it may well be what hangs. */
const READS_FOR_ROLLBACK = 20;

/**
 * CloudFormation moves the alias itself, at once (`skip`, `Rollout.none()`). Whoever does that in an emergency must not be
 * held up by what can't be read, stopped or repaired: it is tried, and said. Only a version that can't run is refused.
 *
 * The ports should be in a hurry.
 */
export async function clearForUnguardedShift(properties: RolloutProperties, recorded: string | undefined, ports: WayPorts): Promise<string | undefined> {
  const { alias, deployments, narrator } = ports;
  const seen = await narrator.attempt(`read alias ${alias.name}`, async () => await alias.read() ?? 'none');
  if (seen === 'none') return tellFirstDeploy(properties, narrator);
  if (seen && await narrator.attempt('read what was deployed', async () => needsNoRollout(seen, properties, recorded, deployments))) {
    await narrator.attempt('clear leftover weights', async () => keep(seen, properties, ports));
    return seen.primary;
  }
  await refuseUnfit(properties, ports);
  await narrator.attempt('end what runs', async () => {
    for await (const running of eachRunning(deployments)) {
      await narrator.attempt(`end ${running.deploymentId}`, async () => end(running, ports));
    }
  });
  await narrator.attempt('clear leftover weights', async () => clearWeights(ports));
  return seen?.primary;
}

async function refuseUnfit(properties: RolloutProperties, ports: WayPorts): Promise<void> {
  const unfit = await ports.narrator.attempt(`read version ${properties.targetVersion}`, async () => {
    try {
      return await preflight(ports, properties, properties.targetVersion);
    } catch (error) {
      if (error instanceof UnfitVersion) return error;
      throw error;
    }
  });
  if (unfit) throw unfit;
}

/** Without CodeDeploy's rollback: the new version is about to take over, so what a rollback would bring back is of no use. */
async function end(running: Deployment, ports: WayPorts): Promise<void> {
  const { deployments, narrator } = ports;
  if (!isRollback(running)) return resolveConflict('CANCEL', running, ports);
  const waited = await deployments.waitForEnd(running.deploymentId, READS_FOR_ROLLBACK);
  if (isTerminal(waited)) return narrator.tell(`waited for rollback ${running.deploymentId}: ${waited.status}`);
  // Left alone, it could take the alias back from the version that the emergency wants.
  await deployments.requestStop(running.deploymentId, false);
  const { status } = await deployments.waitForEnd(running.deploymentId, READS_FOR_ROLLBACK);
  narrator.tell(`stopped rollback ${running.deploymentId}, which had not ended: ${status}`);
}
