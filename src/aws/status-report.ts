import { type CodeDeployApi } from './code-deploy-api';
import { type Deadline } from './deadline';
import { isException } from './errors';
import { retry } from './retry';
import { type CodeDeployHookEvent, type HookStatus } from '../protocol/hook-event';

/** The status to report to CodeDeploy for a hook, and the reason for it. */
export interface HookAnswer {
  readonly status: HookStatus;
  readonly reason: string;
}

export const passed = (reason: string): HookAnswer => ({ status: 'Succeeded', reason });
export const failed = (reason: string): HookAnswer => ({ status: 'Failed', reason });

/** Errors that a retry can't cure. Any other may pass: a throttle, an outage, a permission that has not spread yet. */
const FINAL = [
  'DeploymentDoesNotExistException',
  'DeploymentIdRequiredException',
  'InvalidDeploymentIdException',
  'InvalidLifecycleEventHookExecutionIdException',
  'InvalidLifecycleEventHookExecutionStatusException',
  'UnsupportedActionForDeploymentTypeException',
];

/** `already`: CodeDeploy had accepted an earlier answer, ours or another's. The earlier one counts. */
export type ReportOutcome = 'reported' | 'already';

/**
 * Reports the hook's status to CodeDeploy, with retries until the deadline.
 *
 * @throws if CodeDeploy did not accept the status
 */
export async function reportStatus(
  api: CodeDeployApi, call: CodeDeployHookEvent, status: HookStatus, deadline: Deadline,
): Promise<ReportOutcome> {
  const input = {
    deploymentId: call.DeploymentId,
    lifecycleEventHookExecutionId: call.LifecycleEventHookExecutionId,
    status,
  };
  try {
    await retry(() => api.putLifecycleEventHookExecutionStatus(input), {
      deadline,
      doing: `reporting ${status} for deployment ${call.DeploymentId}`,
      isRetryable: error => !isException(error, 'LifecycleEventAlreadyCompletedException', ...FINAL),
    });
    return 'reported';
  } catch (error) {
    if (isException(error, 'LifecycleEventAlreadyCompletedException')) return 'already';
    throw error;
  }
}
