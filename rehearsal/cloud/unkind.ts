/** Calls that an API accepts: a bucket of `burst` calls, filled again at `perSecond` calls a second of cloud time. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * What AWS may do otherwise than the local cloud does by default.
 *
 * AWS's documentation says nothing, or two things, about each of these. Code that works under every answer is safe under AWS's.
 * rehearsal/FIDELITY.md has a row for each knob, with its source.
 */
export interface Unkind {
  /**
   * Whether `lambdaFunctionInfo` of a deployment's target is empty until `AllowTraffic`, as hooks in the field have found it.
   * The API documents the fields and not when they are filled. @default false
   */
  readonly lateTargetInfo?: boolean;
  /**
   * For how many minutes the lifecycle event of a hook still reads `Pending` after the hook was called. Undocumented;
   * seek-oss/aws-codedeploy-hooks found no way to read which hook is asked. @default 0
   */
  readonly pendingMinutes?: number;
  /**
   * Whether the deployments by which CloudFormation moves an alias have the creator `user`. `CloudFormation` and
   * `CloudFormationRollback` are documented for ECS only. @default false
   */
  readonly creatorUser?: boolean;
  /**
   * Whether the failure of a deployment makes no rollback deployment as long as the group has had no successful one. "A rollback
   * redeploys a previously deployed revision" (CodeDeploy user guide), and such a group has none. @default false
   */
  readonly noFirstRollback?: boolean;
  /**
   * Whether Lambda's metrics have the dimension `ExecutedVersion` only while the alias has two versions. Lambda's guide describes
   * the dimension for the versions of a weighted alias. @default false
   */
  readonly executedVersionOfWeightedOnly?: boolean;
  /**
   * After how many minutes Lambda delivers each request for a custom resource a second time. Lambda's guide: an event "might be
   * received more than once", and is retried after one and two minutes. @default - each request is delivered once
   */
  readonly secondDeliveryMinutes?: number;
  /** How many calls of CodeDeploy's API are accepted; the others are answered `ThrottlingException`. @default - all */
  readonly codeDeployRate?: Rate;
  /** How many calls of Lambda's control plane are accepted; the others are answered `TooManyRequestsException`. @default - all */
  readonly lambdaRate?: Rate;
  /**
   * Whether CodeDeploy looks at the group's alarms in the deployment by which a stack's rollback takes the alias back.
   * Undocumented. @default true
   */
  readonly alarmsInStackRollback?: boolean;
  /** Whether a rollback deployment calls the hooks too. Undocumented. @default true */
  readonly hooksInRollback?: boolean;
}

/** "15 requests per second … across all APIs" of the control plane, per account and region (Lambda developer guide, quotas). */
export const LAMBDA_RATE: Rate = { perSecond: 15, burst: 15 };

/** About 41 calls of GetDeployment a minute were accepted (awslabs/aws-codedeploy-plugin#95); AWS publishes no rate. The burst is a guess. */
export const CODE_DEPLOY_RATE: Rate = { perSecond: 41 / 60, burst: 10 };
