import { Stack } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type IConstruct } from 'constructs';

/** A version of another stack's function is exported, and an export that is in use can never change: no second deploy. */
export function functionProblem(scope: IConstruct, fn: lambda.Function): string | undefined {
  if (Stack.of(fn) === Stack.of(scope)) return undefined;
  return `\`function\` must belong to the same stack, ${Stack.of(scope).node.path}, got: ${fn.node.path}. Create the canary in the function's stack`;
}

/** What makes an existing alias unfit to be taken over. */
export function aliasProblem(fn: lambda.Function, alias?: lambda.Alias, aliasName?: string): string | undefined {
  if (!alias) return undefined;
  if (aliasName !== undefined) return `\`aliasName\` must be left out where \`alias\` is given, got: ${aliasName}`;
  if (alias.lambda !== fn) return `\`alias\` must be an alias of \`function\`, ${fn.node.path}, got: an alias of ${alias.lambda.node.path}`;
  const cfnAlias = alias.node.defaultChild as lambda.CfnAlias;
  if (cfnAlias.routingConfig !== undefined) return '`alias` must not have weights of its own: leave out `additionalVersions`, the rollout sets them';
  if (cfnAlias.cfnOptions.updatePolicy?.codeDeployLambdaAliasUpdate) {
    return `\`alias\` must not have a deployment group yet, got: ${alias.node.path}. Remove the LambdaDeploymentGroup; the canary brings its own`;
  }
  return undefined;
}
