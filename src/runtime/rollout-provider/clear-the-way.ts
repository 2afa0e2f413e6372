import { type LambdaClient } from '@aws-sdk/client-lambda';
import { type Alias, type AliasState, describeAlias, isOnOneVersion } from './alias';
import { nothingRuns, resolveConflict } from './conflicts';
import { type Deployments } from './deployments';
import { type Narrator } from './narrator';
import { preflight } from './preflight';
import { type RolloutProperties } from './properties';

export interface WayPorts {
  readonly lambda: LambdaClient;
  readonly alias: Alias;
  readonly deployments: Deployments;
  readonly narrator: Narrator;
}

/**
 * Makes sure that the deployment which CloudFormation starts next can run: nothing else moves the alias, it is on
 * one version, on the one that CloudFormation believes, and the new version can share traffic with it.
 *
 * @param recorded the target version of the last successful deploy; none when the resource is new
 * @returns the version that customers meet now; none on a first deploy
 */
export async function clearTheWay(properties: RolloutProperties, recorded: string | undefined, ports: WayPorts): Promise<string | undefined> {
  const { alias, narrator } = ports;
  const { targetVersion, shiftMode } = properties;
  const seen = await alias.read();
  if (!seen) {
    narrator.tell(`first deploy: version ${targetVersion} is live at once, there is no older version to shift from`);
    return undefined;
  }
  if (recorded === targetVersion || (recorded === undefined && seen.primary === targetVersion && isOnOneVersion(seen))) {
    narrator.tell(`version ${targetVersion} is deployed already, alias ${alias.name} is on ${describeAlias(seen)}`);
    return seen.primary;
  }
  if (seen.primary === '$LATEST' && shiftMode !== 'UNGUARDED') throw new Error(onLatest(properties));
  await preflight(ports.lambda, properties, seen.primary); // first: what can't be deployed should stop nothing that runs
  const cleared = await clear(properties, ports);
  if (recorded !== undefined && cleared.primary !== recorded && shiftMode !== 'UNGUARDED') throw new Error(movedOutOfBand(properties, recorded, cleared.primary));
  if (cleared.primary !== seen.primary) await preflight(ports.lambda, properties, cleared.primary);
  return cleared.primary;
}

/** Ends what runs and takes leftover weights off; the alias as it then is. */
async function clear(properties: RolloutProperties, { alias, deployments, narrator }: WayPorts): Promise<AliasState> {
  for (let [running] = await deployments.running(); running; [running] = await deployments.running()) {
    await resolveConflict(properties.onConflict, running, deployments, alias, narrator);
  }
  const seen = await alias.read();
  if (!seen) throw new Error(`alias ${alias.name} of ${alias.functionName} must exist during a deploy, got: none any more`);
  if (isOnOneVersion(seen)) return seen;
  await alias.putOn(seen.primary, async () => nothingRuns(deployments));
  narrator.tell(`cleared leftover weights: alias ${alias.name} was on ${describeAlias(seen)}, nothing was shifting it`);
  return { primary: seen.primary, weights: {} };
}

function onLatest({ functionName, aliasName }: RolloutProperties): string {
  return `alias ${aliasName} of ${functionName} must be on a published version to shift from, got: $LATEST. `
    + 'Publish one and put the alias on it (`aws lambda publish-version`, `aws lambda update-alias`), or deploy once with `skip: true`';
}

function movedOutOfBand({ functionName, aliasName }: RolloutProperties, recorded: string, primary: string): string {
  return `alias ${aliasName} of ${functionName} must be on version ${recorded}, which CloudFormation deployed last, got: version ${primary}. `
    + 'It was moved outside of CloudFormation (such as by `cdk deploy --hotswap` or by a deployment of your own), and CodeDeploy refuses to start from another version. '
    + `Put it back with \`aws lambda update-alias --function-name ${functionName} --name ${aliasName} --function-version ${recorded}\` and deploy again, `
    + 'or deploy once with `skip: true`, which moves it to the new version at once';
}
