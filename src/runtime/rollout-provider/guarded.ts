import { eachRunning, resolveConflict } from './conflicts';
import { tellMissingAlias } from './missing-alias';
import { preflight } from './preflight';
import { type RolloutProperties, type RolloutRequest } from './request';
import { clearLeftoverWeights, keep, needsNoRollout, startingPoint } from './steps';

/**
 * Makes sure that CodeDeploy can run the deployment that CloudFormation starts next: nothing else moves the alias, it is on
 * one version, that version is the one that CloudFormation records, and the new version can share traffic with it.
 *
 * @returns the version that serves customers now; `undefined` on a first deploy
 */
export async function clearForGuardedShift(request: RolloutRequest): Promise<string | undefined> {
  const { alias, properties, previous } = request;
  const seen = await alias.read();
  if (!seen) return tellMissingAlias(request);
  if (await needsNoRollout(request, seen)) return keep(request, seen);
  if (seen.primary === '$LATEST') throw new Error(onLatest(properties));
  await preflight(request, seen.primary); // first: a version that can't be deployed must not stop a rollout
  for await (const running of eachRunning(request)) await resolveConflict(request, running, properties.onConflict);
  const primary = await clearLeftoverWeights(request);
  const start = previous.TargetVersion === undefined ? primary : await startingPoint(request, previous.TargetVersion, primary);
  if (primary !== start) throw new Error(movedOutOfBand(properties, start, primary));
  if (primary !== seen.primary) await preflight(request, primary);
  return primary;
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
