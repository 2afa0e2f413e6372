import { createHash } from 'node:crypto';
import { type PublishCommandInput } from '@aws-sdk/client-sns';
import { type RolloutEventDetail, type RolloutState } from '../../protocol/rollout-event';

/** SNS takes subjects of fewer than 100 characters. */
const LONGEST_SUBJECT = 99;

const HEADLINE: Record<RolloutState, string> = {
  STARTED: 'Rollout started',
  SUCCEEDED: 'Rollout succeeded',
  FAILED: 'Rollout FAILED',
  ROLLED_BACK: 'Rollout ROLLED BACK',
};

/** Makes one message for all kinds of subscribers: text for people, the event's detail as JSON for programs. */
export function toTopicMessage(topicArn: string, detail: RolloutEventDetail): PublishCommandInput {
  const text = toText(detail);
  const json = JSON.stringify(detail);
  const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
  return {
    TopicArn: topicArn,
    Subject: toSubject(detail),
    MessageStructure: 'json',
    Message: JSON.stringify({ default: text, email: text, sqs: json, lambda: json, http: json, https: json, firehose: json }),
    MessageAttributes: { state: attribute(detail.state), functionName: attribute(detail.functionName), alias: attribute(detail.alias) },
    ...(topicArn.endsWith('.fifo') ? fifoFields(detail) : {}),
  };
}

/** SNS accepts only printable ASCII in a subject. */
export function toSubject(detail: RolloutEventDetail): string {
  return `${HEADLINE[detail.state]}: ${detail.functionName}:${detail.alias}${toVersions(detail)}`.replace(/[^ -~]/g, '?').slice(0, LONGEST_SUBJECT);
}

function toText(detail: RolloutEventDetail): string {
  return [
    `${HEADLINE[detail.state]}: ${detail.functionName}:${detail.alias}${toVersions(detail)}`,
    ...(detail.reason ? [`Reason: ${detail.reason}`] : []),
    `Deployment: ${detail.deploymentId}`,
  ].join('\n');
}

function toVersions({ currentVersion, targetVersion }: RolloutEventDetail): string {
  return currentVersion && targetVersion ? `, version ${currentVersion} -> ${targetVersion}` : '';
}

function fifoFields(detail: RolloutEventDetail): Partial<PublishCommandInput> {
  const hash = (value: string) => createHash('sha256').update(value).digest('hex');
  return { MessageGroupId: hash(`${detail.functionName}:${detail.alias}`), MessageDeduplicationId: hash(detail.id) };
}
