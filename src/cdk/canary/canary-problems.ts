import { Stack, Token } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type IConstruct } from 'constructs';
import { ownedAliasProblem } from './alias-problems';
import { cfnVersion } from './version-retention';
import { type Problem } from '../shared/checks';

/** The version would be exported to the canary's stack, and CloudFormation never changes an export in use: the second deploy would fail. */
export function functionProblem(scope: IConstruct, fn: lambda.Function): Problem {
  if (Stack.of(fn) === Stack.of(scope)) return undefined;
  return `\`function\` must belong to the same stack, ${Stack.of(scope).node.path}, got: ${fn.node.path}. Create the canary in the function's stack`;
}

export function aliasNameProblem(name?: string): Problem {
  if (name === undefined || Token.isUnresolved(name)) return undefined;
  if (/^(?!^[0-9]+$)[a-zA-Z0-9-_]{1,128}$/.test(name)) return undefined;
  return `\`aliasName\` must be 1 to 128 letters, digits, hyphens or underscores, and not digits only, got: ${name}`;
}

/** Why a canary can't adopt an existing alias. */
export function adoptionProblem(scope: IConstruct, fn: lambda.Function, alias?: lambda.Alias, aliasName?: string): Problem {
  if (!alias) return undefined;
  if (aliasName !== undefined) return `\`aliasName\` must be left out where \`alias\` is given, got: ${aliasName}`;
  if (alias.lambda !== fn) return `\`alias\` must be an alias of \`function\`, ${fn.node.path}, got: an alias of ${alias.lambda.node.path}`;
  if (Stack.of(alias) !== Stack.of(scope)) {
    return `\`alias\` must belong to the same stack, ${Stack.of(scope).node.path}, got: ${alias.node.path}. Its update policy and its dependencies can't cross stacks: `
      + 'create the alias beside the function';
  }
  if (!cfnVersion(alias.version)) {
    const { version } = alias.version;
    return `\`alias\` must be on a version that this stack publishes, got: ${Token.isUnresolved(version) ? alias.version.node.path : version}. `
      + 'Use `function.currentVersion` as its `version`';
  }
  const owned = ownedAliasProblem(alias);
  if (owned) return owned;
  const cfnAlias = alias.node.defaultChild as lambda.CfnAlias;
  if (cfnAlias.routingConfig !== undefined) return '`alias` must not have weights, got: `additionalVersions`. Remove them: the rollout sets the weights';
  if (cfnAlias.cfnOptions.updatePolicy?.codeDeployLambdaAliasUpdate) {
    return `\`alias\` must not have a deployment group, got: ${alias.node.path}, which has one. Remove the LambdaDeploymentGroup: the canary creates its own`;
  }
  return undefined;
}
