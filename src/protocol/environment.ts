/** Names of the environment variables that the construct writes for the gate. */
export const GATE_ENVIRONMENT = {
  /** Unqualified ARN of the function that is rolled out. */
  functionArn: 'CANARY_FUNCTION_ARN',
  /** Name of the alias that shifts. CodeDeploy does not always tell it by the time that it calls the gate. */
  aliasName: 'CANARY_ALIAS',
  /** ARN of the user's function that the gate invokes before traffic shifts. Absent: the gate passes. */
  beforeTrafficHook: 'BEFORE_TRAFFIC_HOOK_ARN',
  /** ARN of the user's function that the gate invokes after traffic has shifted. Absent: the gate passes. */
  afterTrafficHook: 'AFTER_TRAFFIC_HOOK_ARN',
  /** How long the gate keeps watching at 100 %, in whole seconds. Absent: no bake. */
  bakeSeconds: 'BAKE_SECONDS',
  /** Role that EventBridge Scheduler assumes to wake the gate when the bake ends. */
  bakeRoleArn: 'BAKE_ROLE_ARN',
} as const;

/** Function URL of the newest code. Read by the gate and by self-reporting hooks. Absent: the canary has none. */
export const LATEST_URL_ENVIRONMENT = 'LATEST_URL';

/** Milliseconds between two reads while a handler waits for a deployment. The rehearsal shortens it. */
export const POLL_MILLIS_ENVIRONMENT = 'CANARY_POLL_MILLIS';

/** How many times faster schedules run than the clock. Only the rehearsal sets it. */
export const TIME_SCALE_ENVIRONMENT = 'CANARY_TIME_SCALE';
