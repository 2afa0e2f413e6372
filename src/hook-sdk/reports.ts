import { codeDeploy } from './code-deploy';
import { Deadline } from '../aws/deadline';
import { reportStatus } from '../aws/status-report';
import { type CodeDeployHookEvent, type HookHandle, type HookStatus } from '../protocol/hook-event';

interface Report {
  readonly status: HookStatus;
  /** Settled once CodeDeploy has the status. */
  readonly sent: Promise<void>;
}

/** What this container has reported, by hook execution: a second equal report costs nothing, a contrary one is an error. */
const reports = new Map<string, Report>();

/** A report from outside of `rollout.handler` knows no context, so it gets this long. */
const ONE_MINUTE = { getRemainingTimeInMillis: () => 60_000 };

/** Hook executions that another process is going to report. */
const postponed = new Set<string>();

/** The call by CodeDeploy that an event was made from. */
export function toCall(event: HookHandle): CodeDeployHookEvent {
  return { DeploymentId: event.deploymentId, LifecycleEventHookExecutionId: event.lifecycleEventHookExecutionId };
}

/** What was reported for this call, if anything was. */
export function reported(call: CodeDeployHookEvent): Report | undefined {
  return reports.get(call.LifecycleEventHookExecutionId);
}

/** Notes that this process will not report. */
export function postpone(call: CodeDeployHookEvent): void {
  const before = reported(call);
  if (before) throw new Error(`the hook of deployment ${call.DeploymentId} must not report later, got: it has reported ${before.status}`);
  postponed.add(call.LifecycleEventHookExecutionId);
}

/** Whether somebody else is going to report. */
export function isPostponed(call: CodeDeployHookEvent): boolean {
  return postponed.has(call.LifecycleEventHookExecutionId);
}

/** Reports once; the reason goes to the log, for CodeDeploy has no place for it. */
export async function report(
  call: CodeDeployHookEvent, status: HookStatus, reason?: string, deadline: Deadline = Deadline.forReport(ONE_MINUTE),
): Promise<void> {
  const key = call.LifecycleEventHookExecutionId;
  const before = reports.get(key);
  if (before && before.status !== status) {
    throw new Error(`the hook of deployment ${call.DeploymentId} has reported ${before.status}, got: ${status}`);
  }
  if (before) return before.sent;
  const sent = send(call, status, reason, deadline);
  reports.set(key, { status, sent });
  try {
    return await sent;
  } catch (error) {
    reports.delete(key); // so that it can be tried again
    throw error;
  }
}

async function send(call: CodeDeployHookEvent, status: HookStatus, reason: string | undefined, deadline: Deadline): Promise<void> {
  const outcome = await reportStatus(await codeDeploy(), call, status, deadline);
  log(status === 'Failed' ? 'ERROR' : 'INFO', outcome === 'reported' ? 'hook reported' : 'hook was answered before', {
    deploymentId: call.DeploymentId, status, ...(reason ? { reason } : {}),
  });
}

/** One line of JSON, which CloudWatch Logs Insights reads as fields. */
export function log(level: 'INFO' | 'WARN' | 'ERROR', message: string, fields: Record<string, unknown>): void {
  const write = level === 'ERROR' ? console.error : console.log;
  write(JSON.stringify({ level, message, ...fields }));
}
