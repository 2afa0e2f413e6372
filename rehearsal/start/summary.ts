import { styleText } from 'node:util';
import { duration } from './duration';
import { served } from './rollout-lines';
import { type RolloutState } from './rollout-state';

/** What there is to know afterwards; throws if the rollout did not end as a rollout that succeeded. */
export function summary(state: RolloutState): string[] {
  const { deployment, failedRequests, cloud } = state;
  if (!deployment) throw new Error('CloudFormation updated the stack without a deployment: nothing was rolled out');
  if (deployment.status !== 'Succeeded') throw new Error(`The deployment ${deployment.deploymentId} ended ${deployment.status}`);
  const versions = state.served();
  const total = [...versions.values()].reduce((sum, count) => sum + count, 0);
  const seconds = (deployment.completeTime!.getTime() - deployment.startTime!.getTime()) / 1000;
  const canary = state.percentages.filter(percentage => percentage > 0 && percentage < 100)
    .map(percentage => `  at ${percentage} %: ${served(state.served(percentage))}`);
  return [
    '',
    `${styleText('green', '✓ Succeeded')}: version ${deployment.targetVersion} serves all traffic`,
    ...canary,
    `  in all: ${served(versions)}; ${total + failedRequests} requests, ${failedRequests} failed`,
    `  the rollout took ${seconds.toFixed(1)} s (${duration(seconds * cloud.time.scale)} in the cloud)`,
  ];
}
