import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { CfnScalableTarget } from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as lambda from 'aws-cdk-lib/aws-lambda';

const REMEDY = 'Lambda rejects weights on an alias with provisioned concurrency: put it on an alias of its own, '
  + 'or use Rollout.allAtOnce() on a canary without it';

/** Provisioned concurrency on the alias, set directly or by auto scaling; looked for at the end, since both can be added late. */
export function concurrencyProblem(alias: lambda.Alias): string | undefined {
  const { provisionedConcurrencyConfig } = alias.node.defaultChild as lambda.CfnAlias;
  if (provisionedConcurrencyConfig !== undefined) {
    const executions = (provisionedConcurrencyConfig as lambda.CfnAlias.ProvisionedConcurrencyConfigurationProperty).provisionedConcurrentExecutions;
    return `the alias must not have provisioned concurrency, got: ${executions ?? 'a token'} provisioned executions. ${REMEDY}`;
  }
  const target = scalableTargets(alias).find(candidate => scales(candidate, alias));
  return target && `the alias must not be scaled, got: ${target.node.path}. ${REMEDY}`;
}

function scalableTargets(alias: lambda.Alias): CfnScalableTarget[] {
  return Stack.of(alias).node.findAll()
    .filter((c): c is CfnScalableTarget => CfnResource.isCfnResource(c) && c.cfnResourceType === CfnScalableTarget.CFN_RESOURCE_TYPE_NAME);
}

function scales(target: CfnScalableTarget, alias: lambda.Alias): boolean {
  const stack = Stack.of(alias);
  if (Token.isUnresolved(target.serviceNamespace) || target.serviceNamespace !== 'lambda') return false;
  const ids = [
    `function:${alias.lambda.functionName}:${(alias.node.defaultChild as lambda.CfnAlias).name}`,
    `function:${alias.functionName}`,
  ];
  const rendered = JSON.stringify(stack.resolve(target.resourceId));
  return ids.some(id => JSON.stringify(stack.resolve(id)) === rendered);
}
