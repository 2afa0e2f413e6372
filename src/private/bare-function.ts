import { Annotations, type CfnResource, CfnResource as Resource } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type IConstruct } from 'constructs';

const ENTRANCES: Record<string, { what: string; qualifier: (resource: CfnResource) => unknown }> = {
  'AWS::Lambda::Url': { what: 'Function URL', qualifier: resource => (resource as lambda.CfnUrl).qualifier },
  'AWS::Lambda::EventSourceMapping': { what: 'event source', qualifier: () => undefined },
  'AWS::Lambda::EventInvokeConfig': {
    what: 'asynchronous configuration',
    qualifier: resource => ((resource as lambda.CfnEventInvokeConfig).qualifier === '$LATEST' ? undefined : 'qualified'),
  },
};

/** Warns of every way into the bare function: it reaches the newest code at once, past the alias and its rollout. */
export function warnOfBareEntrances(scope: IConstruct, fn: lambda.Function): void {
  for (const child of fn.node.findAll()) {
    if (!Resource.isCfnResource(child)) continue;
    const entrance = ENTRANCES[child.cfnResourceType];
    if (!entrance || entrance.qualifier(child) !== undefined) continue;
    Annotations.of(scope).addWarningV2(`cdk-canary-lambda:bareFunction:${child.node.path}`,
      `${entrance.what} ${child.node.path} sits on the function itself, so every deploy reaches it at once, unwatched: attach it to \`alias\``);
  }
}
