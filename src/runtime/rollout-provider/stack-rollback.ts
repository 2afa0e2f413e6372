import { abort, type ConflictPorts, eachRunning, putBack } from './conflicts';
import { type RolloutProperties } from './properties';
import { type Deployment } from '../../aws/deployment';
import { type RolloutResourceProperties } from '../../protocol/rollout-resource';
import { type Alias, describeAlias, isOnOneVersion } from '../shared/alias';

/**
 * The stack goes back: ends what runs and takes weights off, whatever `onConflict` says, and never fails, since a
 * failure here would leave the stack in `UPDATE_ROLLBACK_FAILED`.
 *
 * If nothing runs and no weight is left the alias stays: CloudFormation moves it back by itself, with a deployment
 * that would fail if we had been faster.
 *
 * @param attempted what the failed operation had wanted
 */
export async function yieldToStackRollback(
  properties: RolloutProperties, attempted: Partial<RolloutResourceProperties>, ports: ConflictPorts,
): Promise<string | undefined> {
  const { alias, deployments, narrator } = ports;
  await narrator.attempt('end what runs', async () => {
    for await (const running of eachRunning(deployments)) {
      await narrator.attempt(`end rollout ${running.deploymentId}`, async () => {
        if (await isProtected(running)) narrator.tell(`left rollout ${running.deploymentId} alone, which the failed deploy had been refused for`);
        else await abort(running, ports);
      });
    }
  });
  await narrator.attempt(`put alias ${alias.name} on one version`, async () => clearWeights(ports, properties.targetVersion));
  return (await alias.read().catch(() => undefined))?.primary;

  /** `FAIL` promises that a deploy leaves a foreign rollout alone; the rollback of the refused deploy must keep that promise. */
  async function isProtected(running: Deployment): Promise<boolean> {
    if (attempted.OnConflict !== 'FAIL') return false;
    const { currentVersion, targetVersion, creator } = await deployments.described(running);
    if (targetVersion === undefined) return creator !== 'CloudFormation'; // it does not say: whose is it?
    return currentVersion === properties.targetVersion && targetVersion !== attempted.TargetVersion;
  }
}

/**
 * The canary goes, and with it soon the deployment group and its role: what runs is rolled back to the end, and an alias
 * that stays (an adopted one, say) is left on one version. Never fails, since a Delete that fails wedges the stack.
 */
export async function windUp(ports: Omit<ConflictPorts, 'alias'>, alias?: Alias): Promise<undefined> {
  const { deployments, narrator } = ports;
  await narrator.attempt('end what runs', async () => {
    for await (const running of eachRunning(deployments)) {
      await narrator.attempt(`end rollout ${running.deploymentId}`, async () => {
        const stopped = await abort(running, ports);
        if (stopped && alias) await putBack(stopped, { ...ports, alias });
      });
    }
  });
  if (alias) await narrator.attempt(`put alias ${alias.name} on one version`, async () => clearWeights({ ...ports, alias }));
}

/** @param baseline the version to prefer, if the alias serves it at all */
async function clearWeights({ alias, deployments, narrator }: ConflictPorts, baseline?: string): Promise<void> {
  const seen = await alias.read();
  if (!seen || isOnOneVersion(seen)) return;
  if ((await deployments.running()).length > 0) return; // CodeDeploy owns the alias
  const version = baseline !== undefined && baseline in seen.weights ? baseline : seen.primary;
  await alias.putOn(version, async () => undefined);
  narrator.tell(`put alias ${alias.name} on version ${version}, it was on ${describeAlias(seen)}`);
}
