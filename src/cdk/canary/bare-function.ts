import { Annotations, type CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type IConstruct } from 'constructs';
import { StackRuntime } from '../shared/stack-runtime';

interface Entrance<T extends CfnResource = CfnResource> {
  readonly what: string;
  /** The function that it names, by name or ARN. */
  readonly names: (resource: T) => unknown;
  readonly qualifier?: (resource: T) => string | undefined;
}

const ENTRANCES: Record<string, Entrance<any>> = {
  [lambda.CfnUrl.CFN_RESOURCE_TYPE_NAME]: {
    what: 'Function URL', names: (url: lambda.CfnUrl) => url.targetFunctionArn, qualifier: (url: lambda.CfnUrl) => url.qualifier,
  },
  [lambda.CfnEventSourceMapping.CFN_RESOURCE_TYPE_NAME]: {
    what: 'event source', names: (mapping: lambda.CfnEventSourceMapping) => mapping.functionName,
  },
  [lambda.CfnEventInvokeConfig.CFN_RESOURCE_TYPE_NAME]: {
    what: 'asynchronous configuration',
    names: (config: lambda.CfnEventInvokeConfig) => config.functionName,
    qualifier: (config: lambda.CfnEventInvokeConfig) => (config.qualifier === '$LATEST' ? undefined : config.qualifier),
  },
};

/**
 * Warns of every way into the bare function, wherever it stands in the stack: it reaches the newest code at once, past the
 * alias and its rollout. What the canary itself makes (`addLatestUrl()`) is asked for.
 */
export function warnOfBareEntrances(scope: IConstruct, fn: lambda.Function): void {
  const entrances = StackRuntime.of(scope).resources.of(...Object.keys(ENTRANCES));
  if (entrances.length === 0) return;
  const stack = Stack.of(scope);
  const rendered = (value: unknown) => JSON.stringify(stack.resolve(value));
  const literal = (fn.node.defaultChild as lambda.CfnFunction | undefined)?.functionName;
  const names = [fn.functionArn, fn.functionName, ...(literal === undefined ? [] : [literal])].map(rendered);
  for (const entrance of entrances) {
    const { what, names: named, qualifier } = ENTRANCES[entrance.cfnResourceType];
    if (qualifier?.(entrance) !== undefined || entrance.node.scopes.includes(scope) || !names.includes(rendered(named(entrance)))) continue;
    Annotations.of(scope).addWarningV2(`cdk-canary-lambda:bareFunction:${entrance.node.path}`,
      `${what} ${entrance.node.path} sits on the function itself, so every deploy reaches it at once, unwatched: attach it to \`alias\``);
  }
}
