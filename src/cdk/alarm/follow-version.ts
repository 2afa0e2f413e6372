import { createHash } from 'crypto';
import { type CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { type IVersion } from 'aws-cdk-lib/aws-lambda';

/**
 * Gives a resource a new logical id with every version.
 *
 * An alarm that is only re-pointed keeps its state, so what the old version did would roll back the new one at once.
 */
export function followVersion(resource: CfnResource, version: IVersion): void {
  const stack = Stack.of(resource);
  const base: string = stack.resolve(resource.logicalId);
  const id = () => {
    const versionId = stack.resolve((version.node.defaultChild as CfnResource).logicalId) as string;
    return base + createHash('sha256').update(versionId).digest('hex').slice(0, 8);
  };
  // The version's id is a hash of the whole function, made anew each time. After the checks nothing changes any more,
  // and then the template asks for it again and again.
  let settled: string | undefined;
  resource.node.addValidation({
    validate: () => {
      settled = id();
      return [];
    },
  });
  resource.overrideLogicalId(Lazy.uncachedString({ produce: () => settled ?? id() }));
}
