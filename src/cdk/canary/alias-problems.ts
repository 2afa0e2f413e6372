import { Stack, Token } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type Construct } from 'constructs';
import { type AliasUpdate } from '../rollout/guarded-rollout';
import { type Problem } from '../shared/checks';
import { functionKeys, unqualifiedFunctions } from '../shared/function-mentions';
import { rendering, shownPath } from '../shared/references';
import { StackResources } from '../shared/stack-resources';

type RenderedUpdate = Record<string, unknown>;

interface RenderedAlias {
  readonly UpdatePolicy?: { readonly CodeDeployLambdaAliasUpdate?: RenderedUpdate };
}

const OWNERS = new WeakMap<lambda.Alias, Construct>();

/** Remembers which canary rolls an alias out. */
export function claimAlias(canary: Construct, alias: lambda.Alias): void {
  OWNERS.set(alias, canary);
}

/** One alias has one update policy, so it can't be rolled out by two canaries. */
export function ownedAliasProblem(alias: lambda.Alias): Problem {
  const owner = OWNERS.get(alias);
  return owner && `\`alias\` must not belong to another canary, got: ${alias.node.path}, which ${owner.node.path} rolls out already. Remove one of the two canaries`;
}

/** Lambda refuses a second alias of the same name, in the middle of a deploy: "Alias already exists". */
export function aliasTwiceProblem(alias: lambda.Alias, fn: lambda.Function): Problem {
  const own = alias.node.defaultChild as lambda.CfnAlias;
  const keys = functionKeys(fn);
  const twin = StackResources.of(alias).ofType<lambda.CfnAlias>(own.cfnResourceType).find(other =>
    other !== own && other.name === own.name && keys.some(key => unqualifiedFunctions({ FunctionName: other.functionName }, other).has(key)));
  if (!twin) return undefined;
  const name = Token.isUnresolved(own.name) ? 'the same token' : own.name;
  return `the alias must have a name of its own on ${fn.node.path}, got: ${name}, which is the name of ${shownPath(twin)} as well. `
    + 'Choose another `aliasName`, or adopt that alias with `alias`';
}

/**
 * Whether the alias still follows the canary's deployment group.
 *
 * A LambdaDeploymentGroup made after the canary overwrites the update policy in silence: hooks, alarms and bake would be off.
 */
export function takenOverProblem(alias: lambda.Alias, expected?: AliasUpdate): Problem {
  const cfnAlias = alias.node.defaultChild as lambda.CfnAlias;
  const resolve = (value: unknown) => Stack.of(alias).resolve(value);
  const { Resources } = resolve(rendering(cfnAlias)) as { Resources: Record<string, RenderedAlias> };
  const found = Object.values(Resources)[0].UpdatePolicy?.CodeDeployLambdaAliasUpdate;
  if (sorted(found) === sorted(capitalized(resolve(expected ?? {})))) return undefined;
  return `the alias must keep the update policy that the canary gave it, or nothing guards its rollouts, got: ${shown(found, alias)}`;
}

function shown(found: RenderedUpdate | undefined, alias: lambda.Alias): string {
  if (!found) return `none on ${alias.node.path}. Remove what deletes it`;
  return `deployment group ${groupPath(alias, found.DeploymentGroupName)} on ${alias.node.path}. `
    + 'Remove that LambdaDeploymentGroup, or whatever changes the policy: the canary has a group of its own';
}

function groupPath(alias: lambda.Alias, name: unknown): string {
  const rendered = JSON.stringify(name);
  const group = StackResources.of(alias).ofType('AWS::CodeDeploy::DeploymentGroup').find(({ ref }) => JSON.stringify(Stack.of(alias).resolve(ref)) === rendered);
  return group ? shownPath(group) : rendered;
}

function capitalized(update: object): object {
  return Object.fromEntries(Object.entries(update).map(([name, value]) => [name[0].toUpperCase() + name.slice(1), value]));
}

function sorted(value: object | undefined): string {
  return JSON.stringify(Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}
