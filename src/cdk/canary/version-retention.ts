import { Annotations, CfnDeletionPolicy, CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { type IVersion } from 'aws-cdk-lib/aws-lambda';
import { type IConstruct } from 'constructs';

const KEPT = [CfnDeletionPolicy.RETAIN, CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE];
const REMEDY = 'Exclude AWS::Lambda::Version from the aspect or call that changes removal policies';

/** The resource of a version that this app publishes; undefined for an imported version and for `$LATEST`. */
export function cfnVersion(version: IVersion): CfnResource | undefined {
  const resource = version.node.defaultChild;
  return CfnResource.isCfnResource(resource) && resource.cfnResourceType === 'AWS::Lambda::Version' ? resource : undefined;
}

/**
 * Retains the old version for a rollback, but not a new version that failed.
 *
 * Plain RETAIN would retain that one too, and the same code could never be deployed again:
 * "a version for this Lambda function exists" (aws-cdk#28252).
 */
export function retainVersion(version: IVersion): void {
  cfnVersion(version)?.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, { applyToUpdateReplacePolicy: true });
}

/** Checks at the end of synth whether aspects or later calls have undone `retainVersion()`. A missing policy means Delete. */
export function retentionProblem(version: IVersion): string | undefined {
  const { deletionPolicy, updateReplacePolicy } = cfnVersion(version)!.cfnOptions;
  if ([deletionPolicy, updateReplacePolicy].every(policy => policy !== undefined && KEPT.includes(policy))) return undefined;
  return `${version.node.path} must be retained, or no rollback can reach it, got: DeletionPolicy ${deletionPolicy ?? 'missing'}, `
    + `UpdateReplacePolicy ${updateReplacePolicy ?? 'missing'}. ${REMEDY}`;
}

/** Plain RETAIN works until a deploy fails, so it is not refused. */
export function warnOfPlainRetain(scope: IConstruct, version: IVersion): void {
  if (cfnVersion(version)?.cfnOptions.deletionPolicy !== CfnDeletionPolicy.RETAIN) return;
  Annotations.of(scope).addWarningV2('cdk-canary-lambda:plainRetain',
    `${version.node.path} should have DeletionPolicy RetainExceptOnCreate, got: Retain. A version whose deploy fails stays, and the same code can't be deployed again `
    + `("a version for this Lambda function exists"). ${REMEDY}`);
}
