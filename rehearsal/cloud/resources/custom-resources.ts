import { type ResourceProvider, type ResourceRequest, type ResourceResult } from './played-resource';
import { CUSTOM_RESOURCE_PATH } from './template';
import { type FrontRequest, readJson, sendJson } from '../front/request';
import { type Service } from '../front/service';

/** The physical id of a resource whose creation failed; no template can give this name. */
const NOT_CREATED = '(not created)';

/** Takes the requests that rewritten templates send, and answers each when its work is done, which may take a whole deployment. */
export class CustomResources implements Service {
  /** The unanswered request of each resource. */
  private readonly unanswered = new Map<string, AbortController>();

  /** @param providers by resource type */
  constructor(private readonly providers: Record<string, ResourceProvider>) {}

  async serve({ message, response, url }: FrontRequest): Promise<boolean> {
    if (url.pathname !== CUSTOM_RESOURCE_PATH) return false;
    const request = (await readJson(message)) as ResourceRequest;
    sendJson(response, 202, {});
    void this.answer(request).catch(error => process.emitWarning(`CloudFormation got no answer for ${request.LogicalResourceId}: ${error.message}`));
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
    if (!provider) throw new Error(`The local cloud plays no resource type ${request.ResourceType}`);
    if (request.RequestType === 'Create') return provider.create(request);
    if (request.RequestType === 'Update') return provider.update(request, superseded);
    // A resource whose creation failed does not exist: there is nothing to delete.
    if (request.PhysicalResourceId !== NOT_CREATED) await provider.delete(request);
    return { physicalId: request.PhysicalResourceId! };
  }
}
