import { CUSTOM_RESOURCE_PATH } from '../custom-resource-types';
import { type PlaneService } from '../front/front';
import { type PlaneRequest, readJson, sendJson } from '../front/request';

/** What CloudFormation asks of a custom resource. */
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

/** Plays one resource type. What it throws fails the request with that message. */
export interface ResourceProvider {
  create(request: ResourceRequest): Promise<ResourceResult>;
  /** @param superseded aborted when CloudFormation has cancelled the request and asks something else of the resource */
  update(request: ResourceRequest, superseded: AbortSignal): Promise<ResourceResult>;
  delete(request: ResourceRequest): Promise<void>;
}

/** The physical id of a resource whose creation failed; no name that a template can give. */
const NOT_CREATED = '(not created)';

/** Takes the requests that the rewritten templates send, and answers each when it is done: that may take a whole deployment. */
export class CustomResources implements PlaneService {
  /** The request of each resource that is not answered yet. */
  private readonly unanswered = new Map<string, AbortController>();

  constructor(private readonly providers: Record<string, ResourceProvider>) {}

  async serve({ message, response, url }: PlaneRequest): Promise<boolean> {
    if (url.pathname !== CUSTOM_RESOURCE_PATH) return false;
    const request = (await readJson(message)) as ResourceRequest;
    sendJson(response, 202, {});
    void this.answer(request).catch(error => process.emitWarning(`CloudFormation was not answered for ${request.LogicalResourceId}: ${error.message}`));
    return true;
  }

  private async answer(request: ResourceRequest): Promise<void> {
    const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = NOT_CREATED } = request;
    const resource = `${StackId}/${LogicalResourceId}`;
    const superseded = new AbortController();
    this.unanswered.get(resource)?.abort(new Error('CloudFormation no longer waits for this request'));
    this.unanswered.set(resource, superseded);
    const answer = await this.handle(request, superseded.signal).then(
      ({ physicalId, attributes }) => ({ Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: attributes ?? {} }),
      (error: Error) => ({ Status: 'FAILED', PhysicalResourceId, Reason: error.message }));
    if (this.unanswered.get(resource) === superseded) this.unanswered.delete(resource);
    await fetch(request.ResponseURL, { method: 'PUT', body: JSON.stringify({ StackId, RequestId, LogicalResourceId, ...answer }) });
  }

  private async handle(request: ResourceRequest, superseded: AbortSignal): Promise<ResourceResult> {
    const provider = this.providers[request.ResourceType];
    if (!provider) throw new Error(`The plane has no resource type ${request.ResourceType}`);
    if (request.RequestType === 'Create') return provider.create(request);
    if (request.RequestType === 'Update') return provider.update(request, superseded);
    // A resource whose creation failed has no physical id of ours: there is nothing to delete.
    if (request.PhysicalResourceId !== NOT_CREATED) await provider.delete(request);
    return { physicalId: request.PhysicalResourceId! };
  }
}
