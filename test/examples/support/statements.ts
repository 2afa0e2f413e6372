import { type Resource, type Template } from '../../packages/support/synth';

/** One statement of a policy in a template, with its resources as ARNs. */
export interface Statement {
  /** Logical id of the resource that has the policy. */
  readonly where: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly conditionKeys: string[];
}

const PSEUDO: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '123456789012',
  'AWS::StackId': 'arn:aws:cloudformation:us-east-1:123456789012:stack/name/id',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** What `Fn::GetAtt: [id, 'Arn']`, or `Ref` where that is an ARN, looks like at deployment. */
const ARNS: Record<string, string> = {
  'AWS::DynamoDB::GlobalTable': 'arn:aws:dynamodb:us-east-1:123456789012:table/name',
  'AWS::Events::Rule': 'arn:aws:events:us-east-1:123456789012:rule/name',
  'AWS::IAM::Role': 'arn:aws:iam::123456789012:role/name',
  'AWS::Lambda::Alias': 'arn:aws:lambda:us-east-1:123456789012:function:name:alias',
  'AWS::Lambda::Function': 'arn:aws:lambda:us-east-1:123456789012:function:name',
  'AWS::Logs::LogGroup': 'arn:aws:logs:us-east-1:123456789012:log-group:name:*',
  'AWS::SNS::Topic': 'arn:aws:sns:us-east-1:123456789012:name',
  'AWS::SQS::Queue': 'arn:aws:sqs:us-east-1:123456789012:name',
};
const REF_IS_ARN = ['AWS::SNS::Topic', 'AWS::Lambda::Alias'];

/** Every statement that grants or denies an action on a resource: of roles, policies, topics and queues; no trust policies. */
export function statementsOf(template: Template): Statement[] {
  return Object.entries(template.Resources).flatMap(([where, resource]) => documentsOf(resource)
    .flatMap(document => list(document.Statement))
    .map(({ Action, Resource: resources, Condition = {} }) => ({
      where,
      actions: list(Action),
      resources: list(resources).map(value => text(template, value)),
      conditionKeys: Object.values(Condition as Record<string, object>).flatMap(Object.keys),
    })));
}

function documentsOf({ Properties = {} }: Resource): Record<string, any>[] {
  const inline = list(Properties.Policies).map(policy => policy.PolicyDocument);
  return [...inline, Properties.PolicyDocument].filter(document => document !== undefined);
}

function list(value: any): any[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** A value of a template as it will be at deployment, names apart. */
function text(template: Template, value: any): string {
  if (typeof value === 'string') return value;
  const { Ref: ref, 'Fn::Join': join, 'Fn::GetAtt': attribute } = value;
  if (join) return join[1].map((part: unknown) => text(template, part)).join(join[0]);
  if (ref in PSEUDO) return PSEUDO[ref];
  const type = template.Resources[ref ?? attribute?.[0]]?.Type;
  if (attribute?.[1] === 'Arn' || REF_IS_ARN.includes(type)) {
    if (ARNS[type] === undefined) throw new Error(`\`ARNS\` must know the ARN of ${type}; add it`);
    return ARNS[type];
  }
  if (ref) return 'name';
  throw new Error(`a statement's resource must be text, Ref, Fn::GetAtt Arn or Fn::Join, got: ${JSON.stringify(value)}`);
}
