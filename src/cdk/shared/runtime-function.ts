import { join } from 'path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledge';
import { READ_TARGETS, READ_TARGETS_REASON } from './codedeploy-permissions';
import { rolePolicyProblem } from './policy-size';
import { rolesAreReported } from './role-report';

const ASSETS = join(__dirname, '..', '..', '..', 'assets');

export interface RuntimeFunctionProps {
  /** Folder of the bundled handler in `assets/`. */
  readonly handler: 'gate' | 'rollout-provider' | 'events';
  readonly description: string;
  readonly timeout: Duration;
  readonly environment?: Record<string, string>;
}

/**
 * One of our own Lambda handlers: three resources (function, role, log group).
 *
 * Its permissions are part of the role, not a policy beside it: a resource that waits for the function waits for them too.
 */
export class RuntimeFunction extends Construct {
  public readonly function: lambda.Function;
  public readonly role: iam.Role;
  private readonly permissions: iam.PolicyDocument;

  constructor(scope: Construct, id: string, props: RuntimeFunctionProps) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    this.permissions = new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] })],
    });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Permissions: this.permissions },
    });
    this.function = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(ASSETS, props.handler)),
      description: props.description,
      timeout: props.timeout,
      memorySize: 256,
      environment: props.environment,
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
    });
    this.node.addValidation({
      validate: () => [rolePolicyProblem(this.role, [this.permissions], 'Move some canaries, or some of their topics, to another stack')].filter(problem => problem !== undefined),
    });
    for (const [rule, reason] of Object.entries(ACKNOWLEDGED)) acknowledge(this, rule, reason);
  }

  /** Grants the two calls that read a deployment's targets. */
  public allowToReadTargets(): void {
    this.allow(READ_TARGETS.actions, READ_TARGETS.resources);
    acknowledgeWildcard(this, '*', READ_TARGETS_REASON);
    acknowledge(this, 'Serverless-LambdaStarPermissions', READ_TARGETS_REASON);
  }

  public allow(actions: string[], resources: string[], conditions?: Record<string, unknown>): void {
    const statement = new iam.PolicyStatement({ actions, resources, ...(conditions && { conditions }) });
    this.permissions.addStatements(statement);
    if (rolesAreReported(this)) this.role.addToPrincipalPolicy(statement);
  }
}

/** Findings of security scanners that are intended. */
const ACKNOWLEDGED = {
  'Serverless-LambdaDLQ': 'Silence is safe: CodeDeploy and CloudFormation count a missing answer as a failure and roll back',
  'Serverless-LambdaTracing': 'Runs once a deploy and logs each step; no customer request passes through it',
};
