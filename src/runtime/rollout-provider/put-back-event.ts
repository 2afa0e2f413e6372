import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type Deployment } from '../../aws/deployment';
import { ALIAS_PUT_BACK, ROLLOUT_EVENT_SOURCE } from '../../protocol/rollout-event';

/** Tells the events function that the alias is back, in the shape of CodeDeploy's own state changes. */
export async function sendPutBack(eventBridge: EventBridgeClient, stopped: Deployment): Promise<void> {
  const { applicationName: application, deploymentGroupName: deploymentGroup, deploymentId } = stopped;
  const { FailedEntryCount, Entries } = await eventBridge.send(new PutEventsCommand({
    Entries: [{
      Source: ROLLOUT_EVENT_SOURCE,
      DetailType: ALIAS_PUT_BACK.detailType,
      Detail: JSON.stringify({ application, deploymentGroup, deploymentId, state: ALIAS_PUT_BACK.state }),
    }],
  }));
  if (FailedEntryCount) throw new Error(`EventBridge must take the event, got: ${Entries?.[0]?.ErrorCode} ${Entries?.[0]?.ErrorMessage}`);
}
