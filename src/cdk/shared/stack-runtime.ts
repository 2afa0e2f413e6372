import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledge';
import { type Problem } from './checks';
import { policySize, rulePermissionSize } from './policy-size';
import { MAX_FUNCTION_POLICY_CHARACTERS, MAX_ROLE_POLICY_CHARACTERS } from './quotas';
import { referencesIn } from './references';
import { rolesAreReported, rolesAreSynthesized } from './role-report';
import { RuntimeFunction } from './runtime-function';
import { StackResources } from './stack-resources';
import { ROLLOUT_EVENT_SOURCE } from '../../protocol/rollout-event';

const ID = 'CanaryLambdaRuntime';

/**
 * What all canaries of a stack share: the CodeDeploy application and its role, the rollout provider, the events function.
 *
 * None of these may refer to a canary's function, alias or hook. Every alias waits for them, and functions of one stack
 * call each other by alias, so one reference would close a dependency cycle. Permissions therefore name what they cover by
 * pattern or by the stack's tag, never by `Ref` (decisions/0003).
 */
export class StackRuntime extends Construct {
  public static of(scope: Construct): StackRuntime {
    const stack = Stack.of(scope);
    return (stack.node.tryFindChild(ID) as StackRuntime | undefined) ?? new StackRuntime(stack);
  }

  public readonly application: codedeploy.ILambdaApplication;
  public readonly serviceRole: iam.Role;
  /** The resources of the app or stage that canaries check at the end of synth. */
  public readonly resources: StackResources;
  private readonly calls: iam.Policy[] = [];
  private provider?: RuntimeFunction;
  private eventsFunction?: RuntimeFunction;

  private constructor(stack: Stack) {
    super(stack, ID);
    this.resources = StackResources.of(stack);
    this.application = new codedeploy.LambdaApplication(this, 'Application');
    this.acknowledgeWildcards();
    this.serviceRole = new iam.Role(this, 'CodeDeployRole', {
      // CodeDeploy, but not on behalf of another account (confused deputy).
      assumedBy: new iam.ServicePrincipal('codedeploy.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
      inlinePolicies: { ShiftTraffic: this.shiftTraffic() },
    });
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** ARN of a deployment group of this stack's application. */
  public groupArn(groupName: string): string {
    return Stack.of(this).formatArn({
      service: 'codedeploy',
      resource: 'deploymentgroup',
      resourceName: `${this.application.applicationName}/${groupName}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** ARN of this stack's application, to whose revisions the AppSpec of each rollout belongs. */
  public get applicationArn(): string {
    return Stack.of(this).formatArn({
      service: 'codedeploy', resource: 'application', resourceName: this.application.applicationName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** Lets CodeDeploy call a canary's hooks. */
  public allowCalls(canary: Construct, functions: lambda.IFunction[]): iam.Policy | undefined {
    const statement = new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: functions.map(fn => fn.functionArn) });
    if (rolesAreReported(this)) this.serviceRole.addToPrincipalPolicy(statement);
    if (!rolesAreSynthesized(this)) return undefined;
    const policy = new iam.Policy(canary, 'CallHooks', { roles: [this.serviceRole], statements: [statement] });
    this.calls.push(policy);
    return policy;
  }

  /** The function behind `Custom::CanaryRollout`. */
  public rolloutProvider(): RuntimeFunction {
    if (!this.provider) {
      this.provider = new RuntimeFunction(this, 'RolloutProvider', {
        handler: 'rollout-provider',
        description: 'Clears the way for canary rollouts of this stack: conflicts, leftover weights, old versions',
        timeout: Duration.minutes(15),
      });
      // CloudFormation gives up after 16 minutes (`ServiceTimeout`), so that a request from a full queue must not be carried out later. One
      // retry is for a crash or an answer that did not arrive; a second one would come too late.
      this.provider.function.configureAsyncInvoke({ maxEventAge: Duration.minutes(16), retryAttempts: 1 });
      acknowledge(this.provider, 'Serverless-LambdaAsyncFailureDestination', 'CloudFormation counts a missing answer as a failure and rolls back');
      this.allowProvider(this.provider);
    }
    return this.provider;
  }

  /** The function that announces rollouts, to the default event bus and to topics. */
  public events(): RuntimeFunction {
    if (!this.eventsFunction) {
      this.eventsFunction = new RuntimeFunction(this, 'Events', {
        handler: 'events',
        description: 'Announces the canary rollouts of this stack',
        timeout: Duration.minutes(1),
      });
      this.eventsFunction.allow(['codedeploy:GetDeployment'], [this.groupArn('*')]);
      this.eventsFunction.allow(['codedeploy:GetApplicationRevision'], [this.applicationArn]);
      this.eventsFunction.allowToReadTargets();
      this.allowToPutEvents(this.eventsFunction);
    }
    return this.eventsFunction;
  }

  private acknowledgeWildcards(): void {
    const why = 'A reference to one canary\'s function would make every other canary of the stack wait for it (see the class)';
    acknowledgeWildcard(this, this.functions('*'), `${why}; changes are limited to functions of this stack by its tag`);
    acknowledgeWildcard(this, this.functions('*:*'), `${why}; versions only, of functions of this stack only`);
    acknowledgeWildcard(this, this.groupArn('*'), 'All deployment groups of this stack\'s own application');
    acknowledgeWildcard(this, '*', 'CodeDeploy reads alarms by cloudwatch:DescribeAlarms, as in AWS\'s own policy');
  }

  private problems(): string[] {
    return [this.callsProblem(), this.rulesProblem()].filter(problem => problem !== undefined);
  }

  /** Each canary's rule adds a permission to the events function, whose policy Lambda limits. */
  private rulesProblem(): Problem {
    const target = this.eventsFunction?.function.node.defaultChild as lambda.CfnFunction | undefined;
    if (!target) return undefined;
    const rules = this.resources.ofType<lambda.CfnPermission>('AWS::Lambda::Permission')
      .filter(permission => referencesIn(permission.functionName, permission).includes(target)).length;
    const most = Math.floor(MAX_FUNCTION_POLICY_CHARACTERS / rulePermissionSize(Stack.of(this)));
    if (rules <= most) return undefined;
    return `a stack must have ${most} canaries with notifications or onRollout…() or fewer (Lambda allows ${MAX_FUNCTION_POLICY_CHARACTERS} characters of policy for a `
      + `function, and each canary's rule may call the events function), got: ${rules}. Move some functions and their canaries to another stack`;
  }

  private callsProblem(): Problem {
    const sizes = [this.shiftTraffic(), ...this.calls.map(policy => policy.document)].map(document => policySize(Stack.of(this), document));
    const sum = sizes.reduce((total, size) => total + size, 0);
    if (sum <= MAX_ROLE_POLICY_CHARACTERS) return undefined;
    const most = Math.floor((MAX_ROLE_POLICY_CHARACTERS - sizes[0]) / ((sum - sizes[0]) / this.calls.length));
    return `a stack must have ${most} canaries with hooks or fewer (IAM allows ${MAX_ROLE_POLICY_CHARACTERS} characters of policies for a role, and CodeDeploy's role `
      + `names every function that it calls), got: ${this.calls.length}. Move some functions and their canaries to another stack`;
  }

  private functions(pattern: string): string {
    return Stack.of(this).formatArn({ service: 'lambda', resource: 'function', resourceName: pattern, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  }

  /** AWS's own policy for this role, without the permission to invoke functions: each canary grants that for its own hooks. */
  private shiftTraffic(): iam.PolicyDocument {
    return new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
          resources: [this.functions('*')],
        }),
        new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
      ],
    });
  }

  private allowToPutEvents(fn: RuntimeFunction): void {
    const bus = Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    // The key has a value for each entry of a call, so IAM wants a set operator, which alone would match a call without the key.
    fn.allow(['events:PutEvents'], [bus], {
      'ForAllValues:StringEquals': { 'events:source': ROLLOUT_EVENT_SOURCE }, 'Null': { 'events:source': 'false' },
    });
  }

  private allowProvider(provider: RuntimeFunction): void {
    const stack = Stack.of(this);
    provider.allow(['codedeploy:ListDeployments', 'codedeploy:GetDeployment', 'codedeploy:StopDeployment'], [this.groupArn('*')]);
    provider.allow(['codedeploy:GetApplicationRevision'], [this.applicationArn]);
    provider.allowToReadTargets();
    provider.allow(['lambda:GetAlias', 'lambda:ListAliases', 'lambda:ListVersionsByFunction', 'lambda:GetFunctionConfiguration'], [this.functions('*')]);
    // Calls that change a function work on functions of this stack only.
    const ofThisStack = { StringEquals: { 'aws:ResourceTag/aws:cloudformation:stack-id': stack.stackId } };
    provider.allow(['lambda:UpdateAlias'], [this.functions('*')], ofThisStack);
    // The ARN has a qualifier: versions can be pruned, but the function itself can never be deleted.
    provider.allow(['lambda:DeleteFunction'], [this.functions('*:*')], ofThisStack);
    this.allowToPutEvents(provider);
    provider.allow(['cloudformation:DescribeStacks', 'cloudformation:DescribeStackResource', 'cloudformation:ListStackResources'], [stack.stackId]);
  }
}
