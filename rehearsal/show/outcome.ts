import { type CustomerCounts, type RolloutState } from './rollout-state';
import { type VersionCounts } from './version-counts';

/** What came of a release. Times are seconds of the cloud. */
export interface Outcome {
  readonly release: string;
  readonly result: 'Succeeded' | 'RolledBack';
  readonly deploymentId: string;
  readonly oldVersion: string;
  readonly newVersion: string;
  readonly stackStatus: string;
  readonly versions: readonly VersionCounts[];
  /** The same while the new version had part of the traffic. */
  readonly steps: readonly { readonly percentage: number; readonly versions: readonly VersionCounts[] }[];
  readonly customers: CustomerCounts;
  readonly rolloutSeconds: number;
  /** From the first traffic on the new version until it was found out. */
  readonly secondsToDetect?: number;
  /** From then until all traffic was on the old version again. */
  readonly secondsToRollBack?: number;
}

/** Throws if CloudFormation, CodeDeploy and the alias do not agree on how it ended. */
export function outcomeOf(state: RolloutState, stackStatus: string): Outcome {
  const { deployment, rollback, cloud } = state;
  if (!deployment) throw new Error('CloudFormation updated the stack without a deployment: nothing was rolled out');
  const succeeded = deployment.status === 'Succeeded' && !rollback && stackStatus === 'UPDATE_COMPLETE';
  const rolledBack = deployment.status !== 'Succeeded' && rollback?.status === 'Succeeded' && stackStatus === 'UPDATE_ROLLBACK_COMPLETE';
  if (!succeeded && !rolledBack) {
    throw new Error(`The deployment ${deployment.deploymentId} ended ${deployment.status}, its rollback ${rollback?.status ?? 'is absent'}, the stack ${stackStatus}`);
  }
  const seconds = (from?: Date, to?: Date) => (from && to ? ((to.getTime() - from.getTime()) / 1000) * cloud.time.scale : undefined);
  return {
    release: state.release,
    result: succeeded ? 'Succeeded' : 'RolledBack',
    deploymentId: deployment.deploymentId,
    oldVersion: deployment.currentVersion,
    newVersion: deployment.targetVersion,
    stackStatus,
    versions: state.versions(),
    steps: state.percentages.map(percentage => ({ percentage, versions: state.versions(percentage) })),
    customers: state.customers,
    rolloutSeconds: seconds(deployment.startTime, (rollback ?? deployment).completeTime)!,
    secondsToDetect: rolledBack ? seconds(state.shiftedAt, state.detectedAt) : undefined,
    secondsToRollBack: rolledBack ? seconds(state.detectedAt, state.backAt) : undefined,
  };
}
