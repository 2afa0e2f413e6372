/** Names of the gate's environment variables, written by the construct and read by the handler. */
export const GATE_ENVIRONMENT = {
  /** ARN, unqualified, of the function that is rolled out. */
  functionArn: 'CANARY_FUNCTION_ARN',
  /** ARN of the user's function to invoke before traffic; absent: pass. */
  beforeTrafficHook: 'BEFORE_TRAFFIC_HOOK_ARN',
  /** ARN of the user's function to invoke after traffic; absent: pass. */
  afterTrafficHook: 'AFTER_TRAFFIC_HOOK_ARN',
  /** Function URL of the newest code; absent: the canary has none. */
  latestUrl: 'LATEST_URL',
  /** How long to keep watching at 100 %, in whole seconds; absent: no bake. */
  bakeSeconds: 'BAKE_SECONDS',
  /** Role that EventBridge Scheduler assumes to wake the gate when the bake ends. */
  bakeRoleArn: 'BAKE_ROLE_ARN',
} as const;

/** Sent by the schedule to the gate when the bake ends. */
export interface BakeEnd {
  readonly kind: 'BakeEnd';
  readonly deploymentId: string;
  readonly lifecycleEventHookExecutionId: string;
  /** ISO 8601: alarms that fired since then fail the rollout. */
  readonly bakeStarted: string;
}

/** Milliseconds between two reads while the run time waits for a deployment; the rehearsal shortens it. */
export const POLL_MILLIS_ENVIRONMENT = 'CANARY_POLL_MILLIS';
