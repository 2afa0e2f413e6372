import { type FunctionConfiguration, GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type RolloutProperties } from './properties';
import { isException } from '../../aws/errors';
import { type Polling } from '../shared/polling';

export interface PreflightPorts {
  readonly lambda: LambdaClient;
  readonly polling: Polling;
}

/** What no second try changes: Lambda would refuse it too. */
export class UnfitVersion extends Error {}

/** Refuses what Lambda would refuse in the middle of the deployment, with a reason that helps. */
export async function preflight(ports: PreflightPorts, properties: RolloutProperties, currentVersion: string): Promise<void> {
  const target = await readVersion(ports, properties, properties.targetVersion, 'target');
  if (target.State === 'Failed') {
    throw new UnfitVersion(`version ${properties.targetVersion} of ${properties.functionName} must be able to run, got: ${target.State} (${target.StateReason})`);
  }
  if (properties.shiftMode !== 'WEIGHTED' || currentVersion === properties.targetVersion) return;
  const current = await readVersion(ports, properties, currentVersion, 'current');
  const differences = [
    difference('execution role', current.Role, target.Role),
    difference('dead-letter configuration', current.DeadLetterConfig?.TargetArn, target.DeadLetterConfig?.TargetArn),
  ].filter(line => line !== undefined);
  if (differences.length === 0) return;
  throw new UnfitVersion(`versions ${currentVersion} and ${properties.targetVersion} of ${properties.functionName} can't share traffic: ${differences.join(', ')}. `
    + 'Lambda weights an alias only between versions with the same execution role and dead-letter configuration; '
    + 'deploy this change once with `Rollout.allAtOnce()` or with `skip: true`');
}

async function readVersion(
  { lambda, polling }: PreflightPorts, properties: RolloutProperties, version: string, which: string,
): Promise<FunctionConfiguration> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: properties.functionName, Qualifier: version });
  try {
    return await polling.ask(`reading version ${version} of ${properties.functionName}`, async () => lambda.send(command));
  } catch (error) {
    if (!isException(error, 'ResourceNotFoundException')) throw error;
    throw new UnfitVersion(`the ${which} version of ${properties.functionName}:${properties.aliasName} must exist, got: ${version}, which Lambda does not know`);
  }
}

function difference(what: string, current: string | undefined, target: string | undefined): string | undefined {
  return (current || undefined) === (target || undefined) ? undefined : `${what} changes from ${current || 'none'} to ${target || 'none'}`;
}
