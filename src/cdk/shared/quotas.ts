/** Minutes between the first and the last shift of one Lambda deployment (CodeDeploy quota). */
export const MAX_SHIFT_MINUTES = 2880;

/** Alarms of one deployment group (CodeDeploy API: `AlarmsLimitExceededException`). */
export const MAX_ALARMS = 10;

/** Minutes that CodeDeploy waits for a hook to report (CodeDeploy quota: 3,600 seconds). */
export const HOOK_MINUTES = 60;

/** The longest bake. Ten of the hook's sixty minutes remain for the hook itself, the schedule's delay and the report. */
export const MAX_BAKE_MINUTES = 50;

/** Seconds a Lambda function can run (Lambda quota). */
export const MAX_FUNCTION_SECONDS = 900;

/** Seconds that the gate needs in addition to the hook that it invokes: to read the deployment and to report, with retries. */
export const GATE_MARGIN_SECONDS = 60;

/** Minutes of the hook's hour that stay free, for a schedule that starts late and a report that needs a retry. */
export const REPORT_MARGIN_MINUTES = 2;

/** Characters of a Lambda function's resource policy (Lambda quota: 20 KB). */
export const MAX_FUNCTION_POLICY_CHARACTERS = 20_480;

/** Characters of all inline policies of one role, not counting white space (IAM quota). */
export const MAX_ROLE_POLICY_CHARACTERS = 10_240;
