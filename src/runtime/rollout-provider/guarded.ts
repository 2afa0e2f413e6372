import { type LambdaClient } from '@aws-sdk/client-lambda';
import { type ConflictPorts, eachRunning, nothingRuns, resolveConflict } from './conflicts';
import { type Narrator } from './narrator';
import { preflight } from './preflight';
import { type RolloutProperties } from './properties';
import { startingPoint } from './starting-point';
import { isRollback } from '../../aws/deployment';
import { type AliasState, describeAlias, isOnOneVersion } from '../shared/alias';
import { type Deployments } from '../shared/deployments';
import { type Polling } from '../shared/polling';

export interface WayPorts extends ConflictPorts {
  readonly lambda: LambdaClient;
  readonly polling: Polling;
}

/**
 * Makes sure that the deployment which CloudFormation starts next can run: nothing else moves the alias, it is on
 * one version, on the one that CloudFormation believes, and the new version can share traffic with it.
 *
 * @param recorded the target version that CloudFormation records for this resource; none when the resource is new
 * @returns the version that customers meet now; none on a first deploy
 */
export async function clearForGuardedShift(properties: RolloutProperties, recorded: string | undefined, ports: WayPorts): Promise<string | undefined> {
  const { alias, deployments, narrator } = ports;
  const seen = await alias.read();
  if (!seen) return tellFirstDeploy(properties, narrator);
  if (await needsNoRollout(seen, properties, recorded, deployments)) return keep(seen, properties, ports);
  if (seen.primary === '$LATEST') throw new Error(onLatest(properties));
  await preflight(ports, properties, seen.primary); // first: what can't be deployed should stop nothing that runs
  for await (const running of eachRunning(deployments)) await resolveConflict(properties.onConflict, running, ports);
  const primary = await clearWeights(ports);
  const start = recorded === undefined ? primary : await startingPoint(recorded, primary, deployments);
  if (primary !== start) throw new Error(movedOutOfBand(properties, start, primary));
  if (primary !== seen.primary) await preflight(ports, properties, primary);
  return primary;
}

export function tellFirstDeploy({ targetVersion }: RolloutProperties, narrator: Narrator): undefined {
  narrator.tell(`first deploy: version ${targetVersion} is live at once, there is no older version to shift from`);
}

/**
 * Whether the alias stays: it is where it should be, or what is deployed already is not asked for anew.
 *
 * An unchanged target is no proof of that: a deploy that failed without the stack going back is made again with the same target.
 */
export async function needsNoRollout(
  seen: AliasState, { targetVersion }: RolloutProperties, recorded: string | undefined, deployments: Deployments,
): Promise<boolean> {
  if ((recorded ?? targetVersion) !== targetVersion) return false;
  if (seen.primary === targetVersion && isOnOneVersion(seen)) return true;
  if (recorded === undefined) return false;
  const running = await deployments.running();
  // A rollout that starts from the target is somebody else's, by the API.
  if (running.some(deployment => !isRollback(deployment) && deployment.currentVersion !== targetVersion)) return false;
  return seen.primary === targetVersion || await startingPoint(recorded, seen.primary, deployments) !== seen.primary;
}

/** Changes nothing but weights that nobody shifts. */
export async function keep(seen: AliasState, { targetVersion }: RolloutProperties, ports: WayPorts): Promise<string> {
  const { alias, deployments, narrator } = ports;
  narrator.tell(seen.primary === targetVersion
    ? `version ${targetVersion} is deployed already, alias ${alias.name} is on ${describeAlias(seen)}`
    : `version ${targetVersion} was deployed before, but alias ${alias.name} is on ${describeAlias(seen)}: it was moved outside of CloudFormation`);
  if (!isOnOneVersion(seen) && (await deployments.running()).length === 0) await clearWeights(ports);
  return seen.primary;
}

/** Takes leftover weights off; the version that the alias is on. */
export async function clearWeights({ alias, deployments, narrator }: WayPorts): Promise<string> {
  const seen = await alias.read();
  if (!seen) throw new Error(`alias ${alias.name} of ${alias.functionName} must exist during a deploy, got: none any more`);
  if (isOnOneVersion(seen)) return seen.primary;
  await alias.putOn(seen.primary, async () => nothingRuns(deployments));
  narrator.tell(`cleared leftover weights: alias ${alias.name} was on ${describeAlias(seen)}, nothing was shifting it`);
  return seen.primary;
}

function onLatest({ functionName, aliasName }: RolloutProperties): string {
  return `alias ${aliasName} of ${functionName} must be on a published version to shift from, got: $LATEST. `
    + 'Publish one and put the alias on it (`aws lambda publish-version`, `aws lambda update-alias`), or deploy once with `skip: true`';
}

function movedOutOfBand({ functionName, aliasName }: RolloutProperties, start: string, primary: string): string {
  return `alias ${aliasName} of ${functionName} must be on version ${start}, from which CloudFormation moves it, got: version ${primary}. `
    + 'Something else moved it (such as `cdk deploy --hotswap`, the console or a deployment of your own), and CodeDeploy refuses to start from another version. '
    + `Put it back with \`aws lambda update-alias --function-name ${functionName} --name ${aliasName} --function-version ${start}\` and deploy again, `
    + 'or deploy once with `skip: true`, which moves it to the new version at once';
}
