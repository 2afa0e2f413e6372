import { Stack, Token } from 'aws-cdk-lib';
import { CfnScalableTarget } from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { StackRuntime } from '../shared/stack-runtime';

const REMEDY = 'Lambda rejects weights on an alias with provisioned concurrency: put the concurrency on another alias';

/** Finds provisioned concurrency on the alias, on its version or by auto scaling; called at the end of synth, since each can be added late. */
export function concurrencyProblem(alias: lambda.Alias): string | undefined {
  const { provisionedConcurrencyConfig: ofAlias } = alias.node.defaultChild as lambda.CfnAlias;
  if (ofAlias !== undefined) return `the alias must not have provisioned concurrency, got: ${executions(ofAlias)} provisioned executions. ${REMEDY}`;
  const { provisionedConcurrencyConfig: ofVersion } = alias.version.node.defaultChild as lambda.CfnVersion;
  if (ofVersion !== undefined) {
    return `the version must not have provisioned concurrency, got: ${executions(ofVersion)} provisioned executions on ${alias.version.node.path}. `
      + 'Every retained version would keep its own, and cost money. Put the concurrency on another alias';
  }
  const targets = StackRuntime.of(alias).resources.ofType<CfnScalableTarget>(CfnScalableTarget.CFN_RESOURCE_TYPE_NAME);
  const target = targets.find(candidate => scales(candidate, alias));
  return target && `the alias must not be scaled, got: ${target.node.path}. ${REMEDY}`;
}

function executions(config: unknown): string {
  const { provisionedConcurrentExecutions: amount } = config as { provisionedConcurrentExecutions?: number };
  return amount === undefined || Token.isUnresolved(amount) ? 'a token for' : `${amount}`;
}

function scales(target: CfnScalableTarget, alias: lambda.Alias): boolean {
  const stack = Stack.of(alias);
  if (Token.isUnresolved(target.serviceNamespace) || target.serviceNamespace !== 'lambda') return false;
  const aliasName = (alias.node.defaultChild as lambda.CfnAlias).name;
  const literalName = (alias.lambda.node.defaultChild as lambda.CfnFunction | undefined)?.functionName;
  const ids = [
    `function:${alias.lambda.functionName}:${aliasName}`,
    `function:${alias.functionName}`,
    ...(literalName === undefined ? [] : [`function:${literalName}:${aliasName}`]),
  ];
  const rendered = JSON.stringify(stack.resolve(target.resourceId));
  return ids.some(id => JSON.stringify(stack.resolve(id)) === rendered);
}
