import { type FunctionConfiguration, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { type RolloutRequest } from './request';
import { isException } from '../../aws/errors';

/** The version can't be deployed, and a retry would not help: Lambda would refuse it too. */
export class UnfitVersion extends Error {}

/** Refuses what Lambda would refuse in the middle of the deployment, with a reason that helps. */
export async function preflight(request: RolloutRequest, currentVersion: string): Promise<void> {
  const { functionName, targetVersion, shiftMode } = request.properties;
  const target = await readVersion(request, targetVersion, 'target');
  if (target.State === 'Failed') {
    throw new UnfitVersion(`version ${targetVersion} of ${functionName} must be able to run, got: ${target.State} (${target.StateReason})`);
  }
  if (shiftMode === 'UNGUARDED' || currentVersion === targetVersion) return;
  const current = await readVersion(request, currentVersion, 'current');
  if (current.State === 'Inactive') tellInactive(request, currentVersion);
  if (shiftMode !== 'WEIGHTED') return;
  const differences = [
    difference('execution role', current.Role, target.Role),
    difference('dead-letter configuration', current.DeadLetterConfig?.TargetArn, target.DeadLetterConfig?.TargetArn),
  ].filter(line => line !== undefined);
  if (differences.length === 0) return;
  throw new UnfitVersion(`versions ${currentVersion} and ${targetVersion} of ${functionName} can't share traffic: ${differences.join(', ')}. `
    + 'Lambda weights an alias only between versions with the same execution role and dead-letter configuration; '
    + 'deploy this change once with `Rollout.allAtOnce()` or with `skip: true`');
}

/** We do not call the version to wake it: that could run the user's code with an event that it does not know (decisions/0014). */
function tellInactive({ narrator, properties: { functionName } }: RolloutRequest, version: string): void {
  narrator.count('OldVersionInactive');
  narrator.warn(`version ${version} of ${functionName} is Inactive, since nobody has called it for weeks: after a rollback its first call would fail. `
    + `Call it once with an event that it knows: \`aws lambda invoke --function-name ${functionName} --qualifier ${version} …\``);
}

async function readVersion({ lambda, polling, properties }: RolloutRequest, version: string, which: string): Promise<FunctionConfiguration> {
  const { functionName, aliasName } = properties;
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: version });
  try {
    return await polling.ask(`reading version ${version} of ${functionName}`, async () => lambda.send(command));
  } catch (error) {
    if (!isException(error, 'ResourceNotFoundException')) throw error;
    throw new UnfitVersion(`the ${which} version of ${functionName}:${aliasName} must exist, got: ${version}, which Lambda does not know`);
  }
}

function difference(what: string, current: string | undefined, target: string | undefined): string | undefined {
  return (current || undefined) === (target || undefined) ? undefined : `${what} changes from ${current || 'none'} to ${target || 'none'}`;
}
