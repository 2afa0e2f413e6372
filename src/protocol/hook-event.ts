/** The two points of a Lambda deployment at which CodeDeploy calls a hook. */
export type LifecycleEvent = 'BeforeAllowTraffic' | 'AfterAllowTraffic';

/** What a hook function receives: the rollout that it judges. */
export interface HookEvent {
  /** The CodeDeploy deployment, such as `d-ABCDEF123`. */
  readonly deploymentId: string;
  /** Whether the hook runs before any traffic has shifted, or after all of it has. */
  readonly lifecycleEvent: LifecycleEvent;
  /** Name of the function that is being rolled out. */
  readonly functionName: string;
  /** Name of the alias that shifts. */
  readonly alias: string;
  /** The version that serves customers when the rollout starts. */
  readonly currentVersion: string;
  /** The version that is being rolled out. */
  readonly targetVersion: string;
  /** ARN of the new version. Invoke it to test the version before customers use it. */
  readonly targetVersionArn: string;
  /** Function URL of the newest code, if the canary has one (`addLatestUrl()`). */
  readonly latestUrl?: string;
}

/** What CodeDeploy itself sends to a hook: the deployment's id and the id to report with, nothing else. */
export interface CodeDeployHookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

/** The statuses that CodeDeploy accepts for a hook. */
export type HookStatus = 'Succeeded' | 'Failed';

/** What a report needs: the deployment's id and the id that CodeDeploy gave to this run of the hook. */
export interface HookHandle {
  readonly deploymentId: string;
  readonly lifecycleEventHookExecutionId: string;
}

/** A hook event with the ids to report with, for functions that report to CodeDeploy themselves. */
export interface ReportableHookEvent extends HookEvent, HookHandle {}

/** What the schedule sends to the gate when the bake ends. */
export interface BakeEnd {
  readonly kind: 'BakeEnd';
  readonly deploymentId: string;
  readonly lifecycleEventHookExecutionId: string;
  /** ISO 8601: an alarm that fired since then fails the rollout. */
  readonly bakeStarted: string;
}
