import { type Stack, Token } from 'aws-cdk-lib';
import { type PolicyDocument } from 'aws-cdk-lib/aws-iam';

const LONGEST_FUNCTION_NAME = 64;
const LONGEST_NAME_PART = 24;
const LONGEST_REGION = 'ap-southeast-1';

/**
 * How many characters IAM counts for a policy document: all but white space.
 *
 * A name that CloudFormation generates at deployment counts with its greatest possible length.
 */
export function policySize(stack: Stack, document: PolicyDocument): number {
  const stackName = Token.isUnresolved(stack.stackName) ? LONGEST_NAME_PART : Math.min(stack.stackName.length, LONGEST_NAME_PART);
  const region = Token.isUnresolved(stack.region) ? LONGEST_REGION : stack.region;
  const arn = (logicalId: string) => `arn:aws:lambda:${region}:123456789012:function:`.length
    + Math.min(LONGEST_FUNCTION_NAME, stackName + 1 + Math.min(logicalId.length, LONGEST_NAME_PART) + '-123456789012'.length);
  const rendered = JSON.stringify(stack.resolve(document.toJSON()), (_key, value: unknown) => {
    const intrinsic = value as { 'Fn::GetAtt'?: [string, string]; 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] } | null;
    if (intrinsic?.['Fn::GetAtt']) return 'x'.repeat(arn(intrinsic['Fn::GetAtt'][0]));
    if (intrinsic?.Ref) return 'x'.repeat('123456789012'.length);
    if (intrinsic?.['Fn::Join']) return intrinsic['Fn::Join'][1].map(part => (typeof part === 'string' ? part : 'x'.repeat('123456789012'.length))).join('');
    return value;
  });
  return rendered.replace(/\s/g, '').length;
}
