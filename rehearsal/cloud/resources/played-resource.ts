import { type Resource } from './template';
import { type clientOptions } from '../account';
import { type CloudWatch } from '../cloudwatch/cloudwatch';
import { type CodeDeploy } from '../codedeploy/codedeploy';
import { type Unkind } from '../unkind';

/** A request that CloudFormation sends to a custom resource. */
export interface ResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Record<string, any>;
  readonly OldResourceProperties?: Record<string, any>;
}

export interface ResourceResult {
  /** What `Ref` returns. */
  readonly physicalId: string;
  readonly attributes?: Record<string, string>;
}

/** Creates, updates and deletes resources of one type. An error that it throws fails the request with that message. */
export interface ResourceProvider {
  create(request: ResourceRequest): Promise<ResourceResult>;
  /** @param superseded aborted when CloudFormation has cancelled the request and sends another one for the resource */
  update(request: ResourceRequest, superseded: AbortSignal): Promise<ResourceResult>;
  delete(request: ResourceRequest): Promise<void>;
}

/** What providers act on. */
export interface ProviderContext {
  readonly codeDeploy: CodeDeploy;
  readonly cloudWatch: CloudWatch;
  /** Options for clients that call the front: a provider's calls are validated like any caller's. */
  readonly client: ReturnType<typeof clientOptions>;
  readonly unkind: Unkind;
}

/** A resource type that the local cloud plays: its rewriting in a template, and its provider. */
export interface PlayedResource {
  /** AWS's resource type, such as `AWS::Lambda::Alias`. */
  readonly type: string;
  /** The properties that the provider is given. @default - those in the template */
  readonly properties?: (resource: Resource) => Record<string, any>;
  readonly provider: (context: ProviderContext) => ResourceProvider;
}
