import { Annotations, type CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type IConstruct } from 'constructs';
import { type RolloutOptions } from './canary-lambda-props';
import { StackRuntime } from '../shared/stack-runtime';

/** Warns of options that `Rollout.none()` ignores: it calls no hook and watches no alarm. */
export function warnOfIgnoredOptions(scope: IConstruct, options: RolloutOptions): void {
  const { beforeTraffic, afterTraffic, bake, alarms, onConflict, notifications } = options;
  const ignored = Object.entries({ beforeTraffic, afterTraffic, bake, alarms, onConflict, notifications }).filter(([, value]) => value !== undefined);
  for (const [name] of ignored) {
    Annotations.of(scope).addWarningV2(`cdk-canary-lambda:ignored:${name}`,
      `\`${name}\` has no effect with Rollout.none(): pass it to addRollout(), together with a rollout`);
  }
}

/** Warns of alarms and listeners on a canary that never got a rollout. */
export function warnOfIdleAdditions(scope: IConstruct, additions: { alarms: number; listeners: boolean }): void {
  const idle = [additions.alarms > 0 && 'addAlarm()', additions.listeners && 'onRollout…()'].filter(Boolean);
  if (idle.length === 0) return;
  Annotations.of(scope).addWarningV2('cdk-canary-lambda:noRollout', `${idle.join(' and ')} must have a rollout to act on, got: Rollout.none(). Call addRollout()`);
}

interface Entrance<T extends CfnResource = CfnResource> {
  readonly what: string;
  /** The function that the resource invokes, by name or ARN. */
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
 * Warns of Function URLs, event sources and asynchronous settings of the bare function, anywhere in the stack: they reach the newest code
 * at once, past the alias and its rollout.
 *
 * The URL of `addLatestUrl()` is left out: the user asked for it.
 */
export function warnOfBareEntrances(scope: IConstruct, fn: lambda.Function): void {
  const entrances = StackRuntime.of(scope).resources.ofType(...Object.keys(ENTRANCES));
  if (entrances.length === 0) return;
  const stack = Stack.of(scope);
  const rendered = (value: unknown) => JSON.stringify(stack.resolve(value));
  const literal = (fn.node.defaultChild as lambda.CfnFunction | undefined)?.functionName;
  const names = [fn.functionArn, fn.functionName, ...(literal === undefined ? [] : [literal])].map(rendered);
  for (const entrance of entrances) {
    const { what, names: named, qualifier } = ENTRANCES[entrance.cfnResourceType];
    if (qualifier?.(entrance) !== undefined || entrance.node.scopes.includes(scope) || !names.includes(rendered(named(entrance)))) continue;
    Annotations.of(scope).addWarningV2(`cdk-canary-lambda:bareFunction:${entrance.node.path}`,
      `${what} ${entrance.node.path} is attached to the function itself, so every deploy reaches it at once, without a rollout: attach it to \`alias\``);
  }
}
