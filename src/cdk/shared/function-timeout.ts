import { CfnResource, Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';

/** Lambda's default. */
const DEFAULT_TIMEOUT_SECONDS = 3;

/** The timeout of a function of this app, or Lambda's default; undefined for an imported function. */
export function timeoutOf(fn: lambda.IFunction): Duration | undefined {
  const resource = fn.node.defaultChild;
  if (!CfnResource.isCfnResource(resource) || resource.cfnResourceType !== 'AWS::Lambda::Function') return undefined;
  return Duration.seconds((resource as lambda.CfnFunction).timeout ?? DEFAULT_TIMEOUT_SECONDS);
}
