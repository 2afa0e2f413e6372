import { type Deployment, isRollback } from '../../aws/deployment';
import { ALIAS_PUT_BACK, type DeploymentStateChange, type RolloutEventDetail, type RolloutState } from '../../protocol/rollout-event';

/** Translates a state change of a deployment to the rollout's event; `undefined` if there is nothing to announce. */
export function toDetail(change: DeploymentStateChange, deployment: Deployment, original?: Deployment): RolloutEventDetail | undefined {
  const rollback = isRollback(deployment);
  switch (change.state) {
    case 'START': return rollback ? undefined : detail(change, 'STARTED', deployment);
    case 'SUCCESS': return rollback ? rolledBack(change, deployment, original) : detail(change, 'SUCCEEDED', deployment);
    case 'FAILURE':
    case 'STOP': return detail(change, 'FAILED', deployment, rollback ? failedRollbackReason(deployment) : failureReason(deployment));
    case ALIAS_PUT_BACK.state: return detail(change, 'ROLLED_BACK', deployment, failureReason(deployment));
    default: return undefined;
  }
}

/** Says why a deployment did not succeed: CodeDeploy's own message, and the hook that failed. */
export function failureReason(deployment: Deployment): string {
  const { code, message } = deployment.error ?? {};
  const stated = code && message ? `${message} (${code})` : message || code;
  const steps = deployment.steps.filter(step => step.status === 'Failed')
    .map(step => `${step.name} failed${step.message ? `: ${step.message}` : ''}`);
  const parts = [stated, ...steps].filter(part => part);
  if (parts.length > 0) return parts.join('; ');
  return deployment.status === 'Stopped' ? 'stopped by request' : `CodeDeploy gave no reason, the deployment is ${deployment.status}`;
}

/** Says why a rollback failed. Its event has the rollback's own id: the original's FAILED was sent under the original's id. */
function failedRollbackReason(deployment: Deployment): string {
  const of = deployment.rollbackTriggeringDeploymentId;
  return `the rollback${of ? ` of ${of}` : ''} failed, so the alias may serve two versions: ${failureReason(deployment)}`;
}

/** Describes the deployment that was rolled back. The deployment that did it is a detail of CodeDeploy. */
function rolledBack(change: DeploymentStateChange, rollback: Deployment, original?: Deployment): RolloutEventDetail {
  if (original) return detail(change, 'ROLLED_BACK', original, failureReason(original));
  // CloudFormation's own way back does not name the original. It goes from the new version to the old one.
  const reversed = { ...rollback, currentVersion: rollback.targetVersion, targetVersion: rollback.currentVersion };
  return detail(change, 'ROLLED_BACK', reversed, 'CloudFormation rolled the stack back');
}

function detail(change: DeploymentStateChange, state: RolloutState, deployment: Deployment, reason?: string): RolloutEventDetail {
  const { deploymentId, currentVersion, targetVersion } = deployment;
  return {
    schemaVersion: 1,
    state,
    functionName: change.functionName,
    alias: change.alias,
    deploymentId,
    ...(currentVersion ? { currentVersion } : {}),
    ...(targetVersion ? { targetVersion } : {}),
    ...(reason ? { reason } : {}),
    id: `${deploymentId}#${state}`,
  };
}
