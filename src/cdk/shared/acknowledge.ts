import { Stack, Validations } from 'aws-cdk-lib';
import { type Construct } from 'constructs';

type Intrinsic = string | { 'Ref'?: string; 'Fn::GetAtt'?: string[] };

/**
 * Tells security scanners (cdk-nag) that a finding is intended, and why.
 *
 * Written as metadata, since `Validations.acknowledge()` of the oldest CDK that we support rejects the ids that cdk-nag reports.
 */
export function acknowledge(scope: Construct, id: string, reason: string): void {
  scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
}

/** Acknowledges a permission that covers more than one resource. Scanners name it by its ARN, with references in angle brackets. */
export function acknowledgeWildcard(scope: Construct, arn: string, reason: string): void {
  const resolved: string | { 'Fn::Join': [string, Intrinsic[]] } = Stack.of(scope).resolve(arn);
  const parts = typeof resolved === 'string' ? [resolved] : resolved['Fn::Join'][1];
  const text = parts.map(part => (typeof part === 'string' ? part : `<${part.Ref ?? part['Fn::GetAtt']!.join('.')}>`)).join('');
  acknowledge(scope, `AwsSolutions-IAM5[Resource::${text}]`, reason);
}
