import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type Deployment } from '../../aws/deployment';
import { ALIAS_PUT_BACK, ROLLOUT_EVENT_DETAIL_TYPE, ROLLOUT_EVENT_SOURCE, type RolloutEventDetail } from '../../protocol/rollout-event';

/** Announces a state of a rollout. */
export async function putRolloutEvent(eventBridge: EventBridgeClient, detail: RolloutEventDetail): Promise<void> {
  await putEvent(eventBridge, ROLLOUT_EVENT_DETAIL_TYPE, detail);
}

/** Tells the events function that the alias is back on the old version, in the shape of CodeDeploy's own state changes. */
export async function putAliasPutBack(eventBridge: EventBridgeClient, stopped: Deployment): Promise<void> {
  const { applicationName: application, deploymentGroupName: deploymentGroup, deploymentId } = stopped;
  await putEvent(eventBridge, ALIAS_PUT_BACK.detailType, { application, deploymentGroup, deploymentId, state: ALIAS_PUT_BACK.state });
}

async function putEvent(eventBridge: EventBridgeClient, detailType: string, detail: object): Promise<void> {
  const { FailedEntryCount, Entries } = await eventBridge.send(new PutEventsCommand({
    Entries: [{ Source: ROLLOUT_EVENT_SOURCE, DetailType: detailType, Detail: JSON.stringify(detail) }],
  }));
  if (!FailedEntryCount) return; // a failed entry does not make the call fail
  throw new Error(`EventBridge must accept the event, got: ${Entries?.[0]?.ErrorCode} ${Entries?.[0]?.ErrorMessage}`);
}
