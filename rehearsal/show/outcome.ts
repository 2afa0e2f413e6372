import { type CustomerCounts, type RolloutView } from './rollout-view';
import { type VersionCounts } from './version-counts';

/** How a release ended. Times are seconds of cloud time. */
export interface Outcome {
  readonly release: string;
  readonly result: 'Succeeded' | 'RolledBack';
  readonly deploymentId: string;
  readonly oldVersion: string;
  readonly newVersion: string;
  readonly stackStatus: string;
  /** What each version served in total. */
  readonly versions: readonly VersionCounts[];
  /** What each version served at each step of the shift, while the new version had part of the traffic. */
  readonly steps: readonly { readonly percentage: number; readonly versions: readonly VersionCounts[] }[];
  readonly customers: CustomerCounts;
  readonly rolloutSeconds: number;
  /** From the first traffic on the new version until it was detected as bad. */
  readonly secondsToDetect?: number;
  /** From the detection until all traffic was on the old version again. */
  readonly secondsToRollBack?: number;
}

/** Throws if the states of the deployment, its rollback and the stack do not fit together. */
export function outcomeOf(rollout: RolloutView, stackStatus: string): Outcome {
  const { deployment, rollback, cloud } = rollout;
  if (!deployment) throw new Error('CloudFormation updated the stack without a deployment: nothing was rolled out');
  const succeeded = deployment.status === 'Succeeded' && !rollback && stackStatus === 'UPDATE_COMPLETE';
  const rolledBack = deployment.status !== 'Succeeded' && rollback?.status === 'Succeeded' && stackStatus === 'UPDATE_ROLLBACK_COMPLETE';
  if (!succeeded && !rolledBack) {
    throw new Error(`The deployment ${deployment.deploymentId} ended ${deployment.status}, its rollback ${rollback?.status ?? 'is absent'}, the stack ${stackStatus}`);
  }
  const seconds = (from?: Date, to?: Date) => (from && to ? ((to.getTime() - from.getTime()) / 1000) * cloud.time.scale : undefined);
  return {
    release: rollout.release,
    result: succeeded ? 'Succeeded' : 'RolledBack',
    deploymentId: deployment.deploymentId,
    oldVersion: deployment.currentVersion,
    newVersion: deployment.targetVersion,
    stackStatus,
    versions: rollout.versions(),
    steps: rollout.percentages.map(percentage => ({ percentage, versions: rollout.versions(percentage) })),
    customers: rollout.customers,
    rolloutSeconds: seconds(deployment.startTime, (rollback ?? deployment).completeTime)!,
    secondsToDetect: rolledBack ? seconds(rollout.shiftedAt, rollout.detectedAt) : undefined,
    secondsToRollBack: rolledBack ? seconds(rollout.detectedAt, rollout.backAt) : undefined,
  };
}
