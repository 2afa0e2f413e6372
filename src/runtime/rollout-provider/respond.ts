import { type CloudFormationCustomResourceEvent } from 'aws-lambda';
import { type Deadline } from '../../aws/deadline';
import { retry } from '../../aws/retry';
import { type RolloutResourceAttributes } from '../../protocol/rollout-resource';

export interface Answer {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly reason: string;
  readonly attributes?: RolloutResourceAttributes;
}

/** In characters. CloudFormation takes at most 4,096 bytes for the whole answer. */
const LONGEST_TEXT = 1_000;
const ATTEMPT_MILLIS = 10_000;

/** Never changes after Create: CloudFormation would see a new id as a replacement and delete the old resource. */
export function physicalResourceId(event: CloudFormationCustomResourceEvent): string {
  return event.RequestType === 'Create' ? `canary-rollout-${event.LogicalResourceId}` : event.PhysicalResourceId;
}

/**
 * Answers CloudFormation. Anyone who has the response URL can answer in our place, so it must reach neither logs nor errors:
 * only the code of an error that `fetch` throws is kept.
 */
export async function respond(event: CloudFormationCustomResourceEvent, answer: Answer, deadline: Deadline): Promise<void> {
  const attributes = answer.attributes;
  const body = JSON.stringify({
    Status: answer.status,
    Reason: shorten(answer.reason),
    PhysicalResourceId: physicalResourceId(event),
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    ...(attributes ? { Data: { ...attributes, Outcome: shorten(attributes.Outcome) } } : {}),
  });
  await retry(async () => put(event.ResponseURL, body), { deadline, doing: 'answering CloudFormation', isRetryable: () => true });
}

async function put(url: string, body: string): Promise<void> {
  // The URL is signed for an empty content type.
  const init = { method: 'PUT', headers: { 'content-type': '' }, body, signal: AbortSignal.timeout(ATTEMPT_MILLIS) };
  const response = await fetch(url, init).catch((error: Error & { cause?: { code?: string } }) => {
    throw new Error(`no connection to CloudFormation's response URL: ${error.cause?.code ?? error.name}`);
  });
  if (!response.ok) throw new Error(`CloudFormation must accept the answer, got: HTTP ${response.status}`);
}

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}
