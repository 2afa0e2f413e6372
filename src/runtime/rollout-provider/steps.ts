import { assertNothingRuns } from './conflicts';
import { type DeleteRequest, type RolloutRequest } from './request';
import { type Deployment, isByCloudFormation, isRollback } from '../../aws/deployment';
import { type AliasState, describeAlias, isOnOneVersion } from '../shared/alias';

/**
 * Whether the alias stays where it is: it is on the target already, or the request asks for nothing new.
 *
 * An unchanged target does not prove the latter: a deploy that failed without a stack rollback is repeated with the same target.
 */
export async function needsNoRollout(request: RolloutRequest, seen: AliasState): Promise<boolean> {
  const { targetVersion } = request.properties;
  const previousTarget = request.previous.TargetVersion;
  if ((previousTarget ?? targetVersion) !== targetVersion) return false;
  if (seen.primary === targetVersion && isOnOneVersion(seen)) return true;
  if (previousTarget === undefined) return false;
  const running = await request.deployments.running();
  // A rollout that starts from the target was not started by CloudFormation, but through the API.
  if (running.some(deployment => !isRollback(deployment) && deployment.currentVersion !== targetVersion)) return false;
  return seen.primary === targetVersion || await startingPoint(request, previousTarget, seen.primary) !== seen.primary;
}

/** Leaves the alias on its version. Clears weights only if no deployment is shifting them. */
export async function keep(request: RolloutRequest, seen: AliasState): Promise<string> {
  const { alias, deployments, narrator, properties: { targetVersion } } = request;
  narrator.tell(seen.primary === targetVersion
    ? `version ${targetVersion} is deployed already, alias ${alias.name} is on ${describeAlias(seen)}`
    : `version ${targetVersion} was deployed before, but alias ${alias.name} is on ${describeAlias(seen)}: it was moved outside of CloudFormation`);
  if (!isOnOneVersion(seen) && (await deployments.running()).length === 0) await clearLeftoverWeights(request);
  return seen.primary;
}

/**
 * Clears weights that no deployment shifts.
 *
 * @returns the version that the alias is on
 * @throws if the alias does not exist, or if a deployment is running
 */
export async function clearLeftoverWeights(request: RolloutRequest): Promise<string> {
  const { alias, narrator } = request;
  const seen = await alias.read();
  if (!seen) throw new Error(`alias ${alias.name} of ${alias.functionName} must exist during a deploy, got: no such alias any more`);
  if (isOnOneVersion(seen)) return seen.primary;
  await alias.putOn(seen.primary, async () => assertNothingRuns(request));
  narrator.tell(`cleared leftover weights: alias ${alias.name} was on ${describeAlias(seen)}, and no deployment was shifting it`);
  return seen.primary;
}

/**
 * Puts the alias on one version, unless it is missing or a deployment is running: then CodeDeploy owns the alias.
 *
 * @param baseline the version to prefer if the alias serves it
 */
export async function forceOntoOneVersion({ alias, deployments, narrator, assertAwaited }: DeleteRequest, baseline?: string): Promise<void> {
  const seen = await alias?.read();
  if (!alias || !seen || isOnOneVersion(seen)) return;
  if ((await deployments.running()).length > 0) return;
  const version = baseline !== undefined && baseline in seen.weights ? baseline : seen.primary;
  await alias.putOn(version, assertAwaited);
  narrator.tell(`put alias ${alias.name} on version ${version}, it was on ${describeAlias(seen)}`);
}

/**
 * The version from which CloudFormation will move the alias: the one that its alias resource records.
 *
 * The event only says what *this* resource records. After a deploy that failed without a stack rollback (`cdk deploy --no-rollback`,
 * an alias skipped by ContinueUpdateRollback) that is the rejected version. Where the two may differ, CodeDeploy knows where its
 * last deployment left the alias.
 *
 * @param previousTarget the target version that this resource records
 * @param primary the version that the alias is on
 */
export async function startingPoint({ deployments }: RolloutRequest, previousTarget: string, primary: string): Promise<string> {
  if (primary === previousTarget) return previousTarget;
  const last = await deployments.lastEnded();
  if (!last) return previousTarget;
  const left = last.status === 'Succeeded' ? last.targetVersion : last.currentVersion;
  if (left !== undefined && wasRejected(previousTarget, last)) return left;
  return left === primary && isByCloudFormation(last) ? primary : previousTarget;
}

function wasRejected(version: string, last: Deployment): boolean {
  return last.status !== 'Succeeded' && last.targetVersion === version;
}
