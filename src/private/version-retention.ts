import { type CfnResource, CfnDeletionPolicy, RemovalPolicy } from 'aws-cdk-lib';
import { type IVersion } from 'aws-cdk-lib/aws-lambda';

/**
 * Keeps the old version for a rollback, but not a failed new one.
 *
 * Plain RETAIN would keep that one too, and the same code could never be deployed again:
 * "a version for this Lambda function exists" (aws-cdk#28252).
 */
export function retainVersion(version: IVersion): void {
  cfnVersion(version)?.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, { applyToUpdateReplacePolicy: true });
}

/** Aspects and later calls can undo `retainVersion`: this looks at what is left of it at the end. */
export function retentionProblem(version: IVersion): string | undefined {
  const { deletionPolicy, updateReplacePolicy } = cfnVersion(version)?.cfnOptions ?? {};
  if (deletionPolicy !== CfnDeletionPolicy.DELETE && updateReplacePolicy !== CfnDeletionPolicy.DELETE) return undefined;
  return `${version.node.path} must be retained, or no rollback can reach it, got: DeletionPolicy ${deletionPolicy}, `
    + `UpdateReplacePolicy ${updateReplacePolicy}. Exclude AWS::Lambda::Version from the aspect or call that changes removal policies`;
}

function cfnVersion(version: IVersion): CfnResource | undefined {
  return version.node.defaultChild as CfnResource | undefined;
}
