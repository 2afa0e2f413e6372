import { describeAlias, isOnOneVersion } from './alias';
import { type WayPorts } from './clear-the-way';
import { abort } from './conflicts';
import { type RolloutProperties } from './properties';
import { type Deployment } from '../../hook-sdk/deployment';
import { describeError } from '../../hook-sdk/errors';
import { type RolloutResourceProperties } from '../../protocol/rollout-resource';

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
  properties: RolloutProperties, attempted: Partial<RolloutResourceProperties>, ports: WayPorts,
): Promise<string | undefined> {
  const { alias, deployments, narrator } = ports;
  await attempt('end what runs', async () => {
    for (const running of await deployments.running()) {
      if (isProtected(running)) narrator.tell(`left rollout ${running.deploymentId} alone, which the failed deploy had been refused for`);
      else await attempt(`end rollout ${running.deploymentId}`, async () => abort(running, deployments, narrator));
    }
  });
  await attempt(`put alias ${alias.name} on one version`, clearWeights);
  return (await alias.read().catch(() => undefined))?.primary;

  /** `FAIL` promises that a deploy leaves a foreign rollout alone; the rollback of the refused deploy must keep that promise. */
  function isProtected({ currentVersion, targetVersion }: Deployment): boolean {
    return attempted.OnConflict === 'FAIL' && currentVersion === properties.targetVersion && targetVersion !== attempted.TargetVersion;
  }

  async function clearWeights(): Promise<void> {
    const seen = await alias.read();
    if (!seen || isOnOneVersion(seen)) return;
    if ((await deployments.running()).length > 0) return; // CodeDeploy owns the alias
    const baseline = properties.targetVersion in seen.weights ? properties.targetVersion : seen.primary;
    await alias.putOn(baseline, async () => undefined);
    narrator.tell(`put alias ${alias.name} on version ${baseline}, it was on ${describeAlias(seen)}`);
  }

  async function attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      narrator.warn(`could not ${what}: ${describeError(error)}`);
    }
  }
}
