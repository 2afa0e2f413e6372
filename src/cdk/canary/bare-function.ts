import { Annotations, type CfnResource, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type IConstruct } from 'constructs';
import { functionKeys, unqualifiedFunctions } from '../shared/function-mentions';
import { referencesIn, referencesOf, rendering } from '../shared/references';
import { StackResources } from '../shared/stack-resources';

/** A resource that calls a function, or lets a service call it. */
interface Entrance {
  readonly resource: CfnResource;
  /** What it is and where it stands, for the warning. */
  readonly text: string;
  /** The service that calls, if it needs a permission to do so. */
  readonly principal?: string;
  /** Keys of the functions that it names without an alias or version. */
  readonly functions: Set<string>;
}

interface Kind<T extends CfnResource = CfnResource> {
  readonly what: string;
  readonly principal?: string;
  /** Where it names a function; everywhere, if missing. */
  readonly names?: (resource: T) => unknown;
}

const unqualified = (name: unknown, qualifier?: string) => (qualifier === undefined || qualifier === '$LATEST' ? { FunctionName: name } : undefined);

/** What calls functions. A service that calls with a role of its own needs no permission, so permissions alone would not show it. */
const KINDS: Record<string, Kind<any>> = {
  [lambda.CfnUrl.CFN_RESOURCE_TYPE_NAME]: {
    what: 'Function URL', names: (url: lambda.CfnUrl) => unqualified(url.targetFunctionArn, url.qualifier),
  },
  [lambda.CfnEventSourceMapping.CFN_RESOURCE_TYPE_NAME]: { what: 'event source' },
  [lambda.CfnEventInvokeConfig.CFN_RESOURCE_TYPE_NAME]: {
    what: 'asynchronous configuration',
    names: (config: lambda.CfnEventInvokeConfig) => [unqualified(config.functionName, config.qualifier), config.destinationConfig],
  },
  'AWS::ApiGateway::Method': { what: 'REST API method', principal: 'apigateway.amazonaws.com' },
  'AWS::ApiGateway::RestApi': { what: 'REST API', principal: 'apigateway.amazonaws.com' },
  'AWS::ApiGateway::Authorizer': { what: 'REST API authorizer', principal: 'apigateway.amazonaws.com' },
  'AWS::ApiGatewayV2::Integration': { what: 'API integration', principal: 'apigateway.amazonaws.com' },
  'AWS::ApiGatewayV2::Api': { what: 'API', principal: 'apigateway.amazonaws.com' },
  'AWS::ApiGatewayV2::Authorizer': { what: 'API authorizer', principal: 'apigateway.amazonaws.com' },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { what: 'load balancer target group', principal: 'elasticloadbalancing.amazonaws.com' },
  'AWS::VpcLattice::TargetGroup': { what: 'VPC Lattice target group', principal: 'vpc-lattice.amazonaws.com' },
  'AWS::SNS::Subscription': { what: 'SNS subscription', principal: 'sns.amazonaws.com' },
  'AWS::Events::Rule': { what: 'EventBridge rule', principal: 'events.amazonaws.com' },
  'AWS::Scheduler::Schedule': { what: 'schedule', principal: 'scheduler.amazonaws.com' },
  'AWS::Pipes::Pipe': { what: 'pipe' },
  'AWS::StepFunctions::StateMachine': { what: 'state machine', principal: 'states.amazonaws.com' },
  'AWS::AppSync::DataSource': { what: 'AppSync data source', principal: 'appsync.amazonaws.com' },
  'AWS::S3::Bucket': { what: 'S3 notification', principal: 's3.amazonaws.com' },
  'Custom::S3BucketNotifications': { what: 'S3 notification', principal: 's3.amazonaws.com' },
  'AWS::Cognito::UserPool': { what: 'Cognito user pool', principal: 'cognito-idp.amazonaws.com' },
  'AWS::Logs::SubscriptionFilter': { what: 'log subscription', principal: 'logs.amazonaws.com' },
  'AWS::IoT::TopicRule': { what: 'IoT rule', principal: 'iot.amazonaws.com' },
  'AWS::KinesisFirehose::DeliveryStream': { what: 'Firehose delivery stream' },
  'AWS::CodePipeline::Pipeline': { what: 'pipeline' },
  'AWS::Bedrock::Agent': { what: 'Bedrock agent', principal: 'bedrock.amazonaws.com' },
};

/**
 * Warns of every way into the bare function, anywhere in the app: it reaches the newest code at once, past the alias and its rollout.
 *
 * The canary's own resources (`addLatestUrl()`) are left out: the user asked for them.
 */
export function warnOfBareEntrances(scope: IConstruct, fn: lambda.Function): void {
  const entrances = StackResources.of(scope).once(entrancesByFunction);
  for (const entrance of functionKeys(fn).flatMap(key => entrances.get(key) ?? [])) {
    if (entrance.resource.node.scopes.includes(scope)) continue;
    Annotations.of(scope).addWarningV2(`cdk-canary-lambda:bareFunction:${entrance.resource.node.path}`,
      `${entrance.text} is attached to the function itself, so every deploy reaches it at once, without a rollout: attach it to \`alias\``);
  }
}

function entrancesByFunction(resources: StackResources): Map<string, Entrance[]> {
  const callers = resources.ofType(...Object.keys(KINDS)).map(callerOf).filter(({ functions }) => functions.size > 0);
  const permissions = resources.ofType<lambda.CfnPermission>(lambda.CfnPermission.CFN_RESOURCE_TYPE_NAME)
    .filter(calls).map(permissionOf).filter(permission => !callers.some(caller => explains(caller, permission)));
  const byFunction = new Map<string, Entrance[]>();
  for (const entrance of [...callers, ...permissions]) {
    for (const key of entrance.functions) byFunction.set(key, [...(byFunction.get(key) ?? []), entrance]);
  }
  return byFunction;
}

function callerOf(resource: CfnResource): Entrance {
  const { what, principal, names } = KINDS[resource.cfnResourceType];
  return { resource, text: `${what} ${resource.node.path}`, principal, functions: unqualifiedFunctions(names ? names(resource) : rendering(resource), resource) };
}

/** A permission names the calling resource in its source ARN, if at all. */
function permissionOf(resource: lambda.CfnPermission): Entrance {
  const { principal, sourceArn, functionName } = resource;
  const functions = unqualifiedFunctions({ FunctionName: functionName }, resource);
  const [source] = referencesIn(sourceArn, resource).filter(target => !functions.has(target.node.addr));
  const who = Token.isUnresolved(principal) ? 'another account' : principal;
  const text = source ? `${source.node.path} (by a permission for ${who})` : `permission ${resource.node.path} for ${who}`;
  return { resource, text, principal, functions };
}

/** Whether a permission lets a caller invoke the function. One for a Function URL does not count: the URL itself is reported. */
function calls({ action, functionUrlAuthType, invokedViaFunctionUrl }: lambda.CfnPermission): boolean {
  return /^(lambda:InvokeFunction|lambda:\*|\*)$/.test(action) && functionUrlAuthType === undefined && !invokedViaFunctionUrl;
}

/** Whether a permission belongs to a caller that is reported already: each way in is reported once. */
function explains(caller: Entrance, permission: Entrance): boolean {
  if (caller.principal !== permission.principal || ![...permission.functions].some(key => caller.functions.has(key))) return false;
  const sources = referencesIn((permission.resource as lambda.CfnPermission).sourceArn, permission.resource);
  const own = [caller.resource, ...referencesOf(caller.resource)];
  return sources.length === 0 || sources.some(source => own.includes(source));
}
