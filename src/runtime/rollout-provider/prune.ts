import { DeleteFunctionCommand, paginateListAliases, paginateListVersionsByFunction } from '@aws-sdk/client-lambda';
import { type RolloutRequest } from './request';
import { describeError, isDenied } from '../../aws/errors';

/** Deletes old versions that nothing needs any more. A failure here does not fail the deploy. */
export async function prune(request: RolloutRequest): Promise<void> {
  const { narrator, lambda, polling, properties: { functionName, retainVersions } } = request;
  try {
    // Versions first: mostly there is nothing to delete, and Lambda's control plane allows few calls for account and region.
    const versions = await publishedVersions(request);
    if (selectPrunable(versions, new Set(), retainVersions).length === 0) return;
    const needed = await neededVersions(request);
    const deleted: string[] = [];
    for (const version of selectPrunable(versions, needed, retainVersions)) {
      if (polling.deadline.passed()) break; // the next deploy deletes the rest
      if (await remove(version)) deleted.push(version);
    }
    if (deleted.length > 0) narrator.tell(`deleted old versions ${deleted.join(', ')}`);
  } catch (error) {
    narrator.warn(`old versions were not deleted: ${describeError(error)}`);
  }

  async function remove(version: string): Promise<boolean> {
    try {
      await lambda.send(new DeleteFunctionCommand({ FunctionName: functionName, Qualifier: version }));
      return true;
    } catch (error) {
      narrator.warn(`old version ${version} was not deleted: ${describeError(error)}`);
      if (isDenied(error)) narrator.count('PruneDenied'); // else versions pile up silently, until the account's code storage is full
      return false;
    }
  }
}

/**
 * Selects the versions that may be deleted, oldest first: all except the newest `retain` and those in `needed`.
 *
 * Only numbers are selected: without a qualifier Lambda would delete the function itself.
 */
export function selectPrunable(versions: string[], needed: Set<string>, retain: number): string[] {
  const numbers = versions.filter(version => /^[1-9]\d*$/.test(version)).sort((a, b) => Number(b) - Number(a));
  return numbers.slice(retain).filter(version => !needed.has(version)).reverse();
}

async function publishedVersions({ lambda, properties: { functionName } }: RolloutRequest): Promise<string[]> {
  const versions: string[] = [];
  for await (const page of paginateListVersionsByFunction({ client: lambda }, { FunctionName: functionName })) {
    versions.push(...(page.Versions ?? []).flatMap(version => version.Version ?? []));
  }
  return versions;
}

/**
 * The target version, and versions that an alias serves, that the stack records, or that a deployment shifts or has shifted last:
 * for some time after an alias has left a version, Lambda may still send calls there.
 */
async function neededVersions({ lambda, stack, deployments, properties }: RolloutRequest): Promise<Set<string>> {
  const needed = new Set([properties.targetVersion]);
  for await (const page of paginateListAliases({ client: lambda }, { FunctionName: properties.functionName })) {
    for (const alias of page.Aliases ?? []) {
      for (const version of [alias.FunctionVersion!, ...Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {})]) needed.add(version);
    }
  }
  for (const version of await stack.recordedVersions(properties.functionName)) needed.add(version);
  const last = await deployments.lastEnded();
  for (const { currentVersion, targetVersion } of [...await deployments.running(), ...last ? [last] : []]) {
    for (const version of [currentVersion, targetVersion]) if (version) needed.add(version);
  }
  return needed;
}
