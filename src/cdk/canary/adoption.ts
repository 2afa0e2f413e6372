import { Stack, Token } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type IConstruct } from 'constructs';
import { cfnVersion } from './version-retention';

/** A version of another stack's function is exported, and an export that is in use can never change: no second deploy. */
export function functionProblem(scope: IConstruct, fn: lambda.Function): string | undefined {
  if (Stack.of(fn) === Stack.of(scope)) return undefined;
  return `\`function\` must belong to the same stack, ${Stack.of(scope).node.path}, got: ${fn.node.path}. Create the canary in the function's stack`;
}

/** What makes an existing alias unfit to be taken over. */
export function aliasProblem(scope: IConstruct, fn: lambda.Function, alias?: lambda.Alias, aliasName?: string): string | undefined {
  if (!alias) return undefined;
  if (aliasName !== undefined) return `\`aliasName\` must be left out where \`alias\` is given, got: ${aliasName}`;
  if (alias.lambda !== fn) return `\`alias\` must be an alias of \`function\`, ${fn.node.path}, got: an alias of ${alias.lambda.node.path}`;
  if (Stack.of(alias) !== Stack.of(scope)) {
    return `\`alias\` must belong to the same stack, ${Stack.of(scope).node.path}, got: ${alias.node.path}. Its update policy and its dependencies can't cross stacks; `
      + 'create the alias beside the function';
  }
  if (!cfnVersion(alias.version)) {
    const { version } = alias.version;
    return `\`alias\` must be on a version that this stack publishes, got: ${Token.isUnresolved(version) ? alias.version.node.path : version}. `
      + 'Use `function.currentVersion` as its `version`';
  }
  const cfnAlias = alias.node.defaultChild as lambda.CfnAlias;
  if (cfnAlias.routingConfig !== undefined) return '`alias` must not have weights of its own: leave out `additionalVersions`, the rollout sets them';
  if (cfnAlias.cfnOptions.updatePolicy?.codeDeployLambdaAliasUpdate) {
    return `\`alias\` must not have a deployment group yet, got: ${alias.node.path}. Remove the LambdaDeploymentGroup; the canary brings its own`;
  }
  return undefined;
}
