import { CUSTOM_RESOURCE_PATH } from '../../custom-resource-types';
import { type PlaneService } from '../plane';
import { type PlaneRequest, readJson, sendJson } from '../request';

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
    const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = `${LogicalResourceId}-failed` } = request;
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
    if (!request.PhysicalResourceId?.endsWith('-failed')) await provider.delete(request);
    return { physicalId: request.PhysicalResourceId! };
  }
}

/** The name that CloudFormation gives to a resource without one. */
export function generatedName({ StackId, LogicalResourceId, RequestId }: ResourceRequest): string {
  const stackName = StackId.split('/')[1];
  return `${stackName}-${LogicalResourceId}-${RequestId.replaceAll('-', '').slice(0, 12).toUpperCase()}`;
}

/** Properties as an API takes them: names start with a small letter, and what CloudFormation made a string is a number or boolean again. */
export function apiInput(value: any): any {
  if (Array.isArray(value)) return value.map(apiInput);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key[0].toLowerCase() + key.slice(1), apiInput(entry)]));
  }
  if (value === 'true' || value === 'false') return value === 'true';
  return value;
}
