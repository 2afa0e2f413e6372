/** CloudFormation type of the resource that clears the way for a rollout. Neither it nor its ServiceToken may ever change. */
export const ROLLOUT_RESOURCE_TYPE = 'Custom::CanaryRollout';

/** What to do when a deploy meets a running rollout. */
export type ConflictPolicyName = 'CANCEL' | 'ROLLBACK' | 'FAIL';

/**
 * How the alias reaches the target version.
 *
 * `WEIGHTED`: in steps, by CodeDeploy. `ALL_AT_ONCE`: in one step, by CodeDeploy.
 * `UNGUARDED`: at once, by CloudFormation (`Rollout.none()` and `skip`).
 */
export type ShiftMode = 'WEIGHTED' | 'ALL_AT_ONCE' | 'UNGUARDED';

/**
 * Properties of `Custom::CanaryRollout`. CloudFormation sends all of them as strings.
 *
 * The library's version is not among them: a release that changes only our bundles must not start a rollout.
 */
export interface RolloutResourceProperties {
  readonly FunctionName: string;
  readonly AliasName: string;
  /** The version that the alias has to reach. CloudFormation calls the provider when it changes. */
  readonly TargetVersion: string;
  readonly ShiftMode: ShiftMode;
  readonly OnConflict: ConflictPolicyName;
  /** How many of the newest versions to keep: a whole number as a string. */
  readonly RetainVersions: string;
  /** Absent if no CodeDeploy deployment can exist (`Rollout.none()`). */
  readonly ApplicationName?: string;
  readonly DeploymentGroupName?: string;
}

/** Attributes that the resource returns (`Fn::GetAtt`). */
export interface RolloutResourceAttributes {
  /** The version that served customers when the provider answered. Absent on a first deploy. */
  readonly CurrentVersion?: string;
  /** What the provider did to clear the way, as sentences for people. */
  readonly Outcome: string;
}
