import { type CodeDeployApi } from './code-deploy-api';
import { type Deadline } from './deadline';
import { isException } from './errors';
import { retry } from './retry';
import { type CodeDeployHookEvent, type HookStatus } from '../protocol/hook-event';

/** Answers that no repetition changes. Anything else may: a throttle, an outage, a permission that has not spread yet. */
const FINAL = [
  'DeploymentDoesNotExistException',
  'DeploymentIdRequiredException',
  'InvalidDeploymentIdException',
  'InvalidLifecycleEventHookExecutionIdException',
  'InvalidLifecycleEventHookExecutionStatusException',
  'UnsupportedActionForDeploymentTypeException',
];

/** `already`: CodeDeploy had an answer before, ours or another's, which is as good as ours. */
export type ReportOutcome = 'reported' | 'already';

/** Tells CodeDeploy the hook's status, as often as it takes until the deadline. Throws if it could not be told. */
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
