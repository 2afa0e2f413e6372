import { DeleteFunctionCommand, type LambdaClient, paginateListAliases, paginateListVersionsByFunction } from '@aws-sdk/client-lambda';
import { type Narrator } from './narrator';
import { type RolloutProperties } from './properties';
import { type Stack } from './stack';
import { type Deadline } from '../../aws/deadline';
import { describeError } from '../../aws/errors';
import { type Deployments } from '../shared/deployments';

export interface PrunePorts {
  readonly lambda: LambdaClient;
  readonly deployments: Deployments;
  readonly stack: Stack;
  readonly narrator: Narrator;
  readonly deadline: Deadline;
}

/** Deletes old versions that nobody can need. What fails here fails no deploy. */
export async function prune(properties: RolloutProperties, ports: PrunePorts): Promise<void> {
  const { functionName } = properties;
  const { narrator } = ports;
  try {
    const [versions, needed] = await Promise.all([publishedVersions(ports.lambda, functionName), neededVersions(properties, ports)]);
    const deleted: string[] = [];
    for (const version of selectPrunable(versions, needed, properties.retainVersions)) {
      if (ports.deadline.passed()) break; // the next deploy goes on with it
      if (await remove(version)) deleted.push(version);
    }
    if (deleted.length > 0) narrator.tell(`deleted old versions ${deleted.join(', ')}`);
  } catch (error) {
    narrator.warn(`old versions were not deleted: ${describeError(error)}`);
  }

  async function remove(version: string): Promise<boolean> {
    try {
      await ports.lambda.send(new DeleteFunctionCommand({ FunctionName: functionName, Qualifier: version }));
      return true;
    } catch (error) {
      narrator.warn(`old version ${version} was not deleted: ${describeError(error)}`);
      return false;
    }
  }
}

/**
 * Which versions may go: all but the newest, and but those in use.
 *
 * Only numbers count: without a qualifier Lambda would delete the function itself.
 */
export function selectPrunable(versions: string[], needed: Set<string>, retain: number): string[] {
  const numbers = versions.filter(version => /^[1-9]\d*$/.test(version)).sort((a, b) => Number(b) - Number(a));
  return numbers.slice(retain).filter(version => !needed.has(version)).reverse();
}

async function publishedVersions(lambda: LambdaClient, functionName: string): Promise<string[]> {
  const versions: string[] = [];
  for await (const page of paginateListVersionsByFunction({ client: lambda }, { FunctionName: functionName })) {
    versions.push(...(page.Versions ?? []).flatMap(version => version.Version ?? []));
  }
  return versions;
}

/** Versions that an alias serves, that the stack records, that a deployment moves, or that comes next. */
async function neededVersions(properties: RolloutProperties, ports: PrunePorts): Promise<Set<string>> {
  const needed = new Set([properties.targetVersion]);
  for await (const page of paginateListAliases({ client: ports.lambda }, { FunctionName: properties.functionName })) {
    for (const alias of page.Aliases ?? []) {
      for (const version of [alias.FunctionVersion!, ...Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {})]) needed.add(version);
    }
  }
  for (const version of await ports.stack.recordedVersions(properties.functionName)) needed.add(version);
  for (const { currentVersion, targetVersion } of await ports.deployments.running()) {
    for (const version of [currentVersion, targetVersion]) if (version) needed.add(version);
  }
  return needed;
}
