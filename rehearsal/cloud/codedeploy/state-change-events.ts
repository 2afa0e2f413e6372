import { randomUUID } from 'node:crypto';
import { type DeploymentView } from './deployment';
import { ACCOUNT, REGION } from '../account';
import { type ServiceEvent } from '../ministack/ministack';

const STATES: Partial<Record<DeploymentView['status'], string>> = {
  InProgress: 'START',
  Succeeded: 'SUCCESS',
  Failed: 'FAILURE',
  Stopped: 'STOP',
};

/**
 * The event that CodeDeploy sends to EventBridge for a deployment in this status (facts/codedeploy.md §7); undefined: no event.
 *
 * No event marks a rollback or a step of the traffic.
 */
export function stateChangeEvent(view: DeploymentView): ServiceEvent | undefined {
  const state = STATES[view.status];
  if (!state) return undefined;
  const arn = (resource: string) => `arn:aws:codedeploy:${REGION}:${ACCOUNT}:${resource}`;
  return {
    Source: 'aws.codedeploy',
    DetailType: 'CodeDeploy Deployment State-change Notification',
    Resources: [arn(`application:${view.applicationName}`), arn(`deploymentgroup:${view.applicationName}/${view.deploymentGroupName}`)],
    Detail: JSON.stringify({
      instanceGroupId: randomUUID(),
      region: REGION,
      application: view.applicationName,
      deploymentId: view.deploymentId,
      state,
      deploymentGroup: view.deploymentGroupName,
    }),
  };
}
