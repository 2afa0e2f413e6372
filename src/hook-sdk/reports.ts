import { codeDeploy } from './clients';
import { Deadline } from '../aws/deadline';
import { reportStatus } from '../aws/status-report';
import { type CodeDeployHookEvent, type HookHandle, type HookStatus } from '../protocol/hook-event';

interface Report {
  readonly status: HookStatus;
  /** Resolves when CodeDeploy has the status. */
  readonly sent: Promise<void>;
}

/** What this process has reported, by hook execution. A second report of the same status is not sent; a contrary one is an error. */
const reports = new Map<string, Report>();

/** The time for a report from outside of `rollout.handler`, where there is no Lambda context. */
const ONE_MINUTE = { getRemainingTimeInMillis: () => 60_000 };

/** Hook executions that another process will report. */
const postponed = new Set<string>();

/** The call by CodeDeploy that an event comes from. */
export function toCall(event: HookHandle): CodeDeployHookEvent {
  return { DeploymentId: event.deploymentId, LifecycleEventHookExecutionId: event.lifecycleEventHookExecutionId };
}

/** The report that this process has made for the call, if any. */
export function reported(call: CodeDeployHookEvent): Report | undefined {
  return reports.get(call.LifecycleEventHookExecutionId);
}

/** Notes that another process will report. */
export function postpone(call: CodeDeployHookEvent): void {
  const before = reported(call);
  if (before) throw new Error(`reportLater() must come before any report, got: the hook of deployment ${call.DeploymentId} has reported ${before.status}`);
  postponed.add(call.LifecycleEventHookExecutionId);
}

/** Whether another process will report. */
export function isPostponed(call: CodeDeployHookEvent): boolean {
  return postponed.has(call.LifecycleEventHookExecutionId);
}

/** Reports once. The reason goes to the log, since CodeDeploy has no field for it. */
export async function report(
  call: CodeDeployHookEvent, status: HookStatus, reason?: string, deadline: Deadline = Deadline.forReport(ONE_MINUTE),
): Promise<void> {
  const key = call.LifecycleEventHookExecutionId;
  const before = reports.get(key);
  if (before && before.status !== status) {
    throw new Error(`the hook of deployment ${call.DeploymentId} must report one status only, got: ${status} after ${before.status}`);
  }
  if (before) return before.sent;
  const sent = send(call, status, reason, deadline);
  reports.set(key, { status, sent });
  try {
    return await sent;
  } catch (error) {
    reports.delete(key); // so that a retry is possible
    throw error;
  }
}

async function send(call: CodeDeployHookEvent, status: HookStatus, reason: string | undefined, deadline: Deadline): Promise<void> {
  const outcome = await reportStatus(await codeDeploy(), call, status, deadline);
  log(status === 'Failed' ? 'ERROR' : 'INFO', outcome === 'reported' ? 'hook reported' : 'hook was answered before', {
    deploymentId: call.DeploymentId, status, ...(reason ? { reason } : {}),
  });
}

/** Writes one line of JSON, which CloudWatch Logs Insights reads as fields. */
export function log(level: 'INFO' | 'WARN' | 'ERROR', message: string, fields: Record<string, unknown>): void {
  const write = level === 'ERROR' ? console.error : console.log;
  write(JSON.stringify({ level, message, ...fields }));
}
