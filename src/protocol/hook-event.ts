/** The two points of a Lambda deployment at which CodeDeploy calls a hook. */
export type LifecycleEvent = 'BeforeAllowTraffic' | 'AfterAllowTraffic';

/** What a hook function is told about the rollout it is asked to judge. */
export interface HookEvent {
  /** The CodeDeploy deployment, such as `d-ABCDEF123`. */
  readonly deploymentId: string;
  /** Before any traffic, or after all of it, has shifted. */
  readonly lifecycleEvent: LifecycleEvent;
  /** Name of the function that is being rolled out. */
  readonly functionName: string;
  /** Name of the alias that shifts. */
  readonly alias: string;
  /** The version that serves customers when the rollout starts. */
  readonly currentVersion: string;
  /** The version that is being rolled out. */
  readonly targetVersion: string;
  /** ARN of the new version: invoke this to test it before any customer meets it. */
  readonly targetVersionArn: string;
  /** Function URL of the newest code, if the canary has one (`addLatestUrl()`). */
  readonly latestUrl?: string;
}

/** What CodeDeploy itself sends to a hook: which deployment, and a handle to report with. Nothing else. */
export interface CodeDeployHookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

/** The two statuses that CodeDeploy accepts for a hook. */
export type HookStatus = 'Succeeded' | 'Failed';

/** What it takes to report: the deployment, and the handle that CodeDeploy wants back. */
export interface HookHandle {
  readonly deploymentId: string;
  readonly lifecycleEventHookExecutionId: string;
}

/** A hook event together with its handle, for functions that report by themselves. */
export interface ReportableHookEvent extends HookEvent, HookHandle {}

/** What the schedule sends to the gate when the bake ends. */
export interface BakeEnd {
  readonly kind: 'BakeEnd';
  readonly deploymentId: string;
  readonly lifecycleEventHookExecutionId: string;
  /** ISO 8601: an alarm that fired since then fails the rollout. */
  readonly bakeStarted: string;
}
