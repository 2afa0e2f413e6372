import { Stack, Token } from 'aws-cdk-lib';
import { type Policy, PolicyDocument, type IRole } from 'aws-cdk-lib/aws-iam';
import { type Problem } from './checks';
import { MAX_ROLE_POLICY_CHARACTERS } from './quotas';

const LONGEST_NAME = 64;
const LONGEST_NAME_PART = 24;
const LONGEST_PARTITION = 'aws-us-gov';
const LONGEST_REGION = 'ap-southeast-1';
const ACCOUNT = '123456789012';

type Intrinsic = { 'Fn::GetAtt'?: [string, string]; 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] } | null;

/**
 * How many characters IAM counts for a policy document: all but white space.
 *
 * What is known at deployment only counts with the greatest length: partition, region and names that CloudFormation generates. A reference that
 * stands alone is taken for an ARN, one within a text for a name.
 */
export function policySize(stack: Stack, document: PolicyDocument): number {
  const region = Token.isUnresolved(stack.region) ? LONGEST_REGION : stack.region;
  const pseudo: Record<string, string> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': LONGEST_PARTITION,
    'AWS::Region': region,
    'AWS::StackId': `${arn('cloudformation', region)}stack/${'x'.repeat(LONGEST_NAME + ACCOUNT.length)}/${'x'.repeat(36)}`,
  };
  const name = (logicalId: string) => pseudo[logicalId] ?? generatedName(stack, logicalId);
  const alone = (logicalId: string) => pseudo[logicalId] ?? `${arn('lambda', region)}function:${name(logicalId)}`;
  const piece = (part: unknown) => (typeof part === 'string' ? part : name((part as Intrinsic)?.Ref ?? '') || ACCOUNT);
  const rendered = JSON.stringify(stack.resolve(document.toJSON()), (_key, value: unknown) => {
    const intrinsic = value as Intrinsic;
    if (intrinsic?.['Fn::GetAtt']) return alone(intrinsic['Fn::GetAtt'][0]);
    if (intrinsic?.Ref) return alone(intrinsic.Ref);
    if (intrinsic?.['Fn::Join']) {
      return intrinsic['Fn::Join'][1].map(part => ((part as Intrinsic)?.['Fn::GetAtt'] ? alone((part as Intrinsic)!['Fn::GetAtt']![0]) : piece(part))).join('');
    }
    return value;
  });
  return rendered.replace(/\s/g, '').replaceAll('"arn:aws:', `"arn:${LONGEST_PARTITION}:`).length;
}

/** How many characters of a Lambda function's resource policy one rule's permission takes. */
export function rulePermissionSize(stack: Stack): number {
  const region = Token.isUnresolved(stack.region) ? LONGEST_REGION : stack.region;
  const generated = 'x'.repeat(LONGEST_NAME);
  return JSON.stringify({
    Sid: generated,
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: `${arn('lambda', region)}function:${generated}`,
    Condition: { ArnLike: { 'AWS:SourceArn': `${arn('events', region)}rule/${generated}` } },
  }).length + 1;
}

/** What is wrong with the sum of a role's inline policies: ours, and what grants have added to the role. */
export function rolePolicyProblem(role: IRole, documents: PolicyDocument[], remedy: string): Problem {
  const stack = Stack.of(role);
  const granted = (role.node.tryFindChild('DefaultPolicy') as Policy | undefined)?.document ?? new PolicyDocument();
  const sizes = [granted, ...documents].filter(document => !document.isEmpty).map(document => policySize(stack, document));
  const size = sizes.reduce((sum, each) => sum + each, 0);
  if (size <= MAX_ROLE_POLICY_CHARACTERS) return undefined;
  return `the inline policies of ${role.node.path} must have ${MAX_ROLE_POLICY_CHARACTERS} characters or fewer together (IAM quota), got: up to ${size}. ${remedy}`;
}

function arn(service: string, region: string): string {
  return `arn:${LONGEST_PARTITION}:${service}:${region}:${ACCOUNT}:`;
}

/** Stack name, logical id and a random part, the first two cut. */
function generatedName(stack: Stack, logicalId: string): string {
  const stackName = Token.isUnresolved(stack.stackName) ? LONGEST_NAME_PART : Math.min(stack.stackName.length, LONGEST_NAME_PART);
  return 'x'.repeat(Math.min(LONGEST_NAME, stackName + 1 + Math.min(logicalId.length, LONGEST_NAME_PART) + `-${ACCOUNT}`.length));
}
