import { createHash } from 'crypto';
import { type CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { type IVersion } from 'aws-cdk-lib/aws-lambda';

/** CloudFormation takes logical ids of 255 characters; the CDK's have up to 248. */
const LONGEST_ID = 255;
const HASH = 8;

/**
 * Gives a resource a new logical id with every version.
 *
 * An alarm that kept its id would also keep its state, so the old version's errors would roll back the new version at once.
 */
export function followVersion(resource: CfnResource, version: IVersion): void {
  const stack = Stack.of(resource);
  const base: string = stack.resolve(resource.logicalId);
  const id = () => {
    const versionId = stack.resolve((version.node.defaultChild as CfnResource).logicalId) as string;
    return base.slice(0, LONGEST_ID - HASH) + createHash('sha256').update(versionId).digest('hex').slice(0, HASH);
  };
  // The CDK calculates the version's id, a hash of the whole function, at each call. The template asks for it many times, but only
  // after validation, when nothing changes any more.
  let settled: string | undefined;
  resource.node.addValidation({
    validate: () => {
      settled = id();
      return [];
    },
  });
  resource.overrideLogicalId(Lazy.uncachedString({ produce: () => settled ?? id() }));
}
