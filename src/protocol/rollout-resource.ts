/** CloudFormation type of the resource that clears the way for a rollout. Never changes: nor does its ServiceToken. */
export const ROLLOUT_RESOURCE_TYPE = 'Custom::CanaryRollout';

/** What to do when a deploy meets a rollout that still runs. */
export type ConflictPolicyName = 'CANCEL' | 'ROLLBACK' | 'FAIL';

/**
 * How the alias reaches the target version.
 *
 * `WEIGHTED`: in steps, by CodeDeploy. `ALL_AT_ONCE`: in one step, by CodeDeploy.
 * `UNGUARDED`: at once, by CloudFormation (`Rollout.none()` and `skip`).
 */
export type ShiftMode = 'WEIGHTED' | 'ALL_AT_ONCE' | 'UNGUARDED';

/**
 * Properties of `Custom::CanaryRollout`. CloudFormation hands all of them over as strings.
 *
 * No library version stands here: a release that changes only our bundles must start no rollout.
 */
export interface RolloutResourceProperties {
  readonly FunctionName: string;
  readonly AliasName: string;
  /** The version that the alias shall reach; a change of it is what makes CloudFormation ask. */
  readonly TargetVersion: string;
  readonly ShiftMode: ShiftMode;
  readonly OnConflict: ConflictPolicyName;
  /** Newest versions to keep, a whole number as a string. */
  readonly RetainVersions: string;
  /** Absent where no CodeDeploy deployment can exist (`Rollout.none()`). */
  readonly ApplicationName?: string;
  readonly DeploymentGroupName?: string;
}

/** Attributes that the resource returns (`Fn::GetAtt`). */
export interface RolloutResourceAttributes {
  /** The version that customers met when the request was answered; absent on a first deploy. */
  readonly CurrentVersion?: string;
  /** What was done to clear the way, in words. */
  readonly Outcome: string;
}
