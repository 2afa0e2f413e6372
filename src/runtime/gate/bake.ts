import { createHash } from 'node:crypto';
import { CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { type Deadline } from '../../aws/deadline';
import { isException } from '../../aws/errors';
import { patience } from '../../aws/patience';
import { retry } from '../../aws/retry';
import { type BakeEnd, type CodeDeployHookEvent } from '../../protocol/hook-event';

export interface Bake {
  readonly seconds: number;
  readonly roleArn: string;
  /** The gate itself, which is woken when the bake ends. */
  readonly gateArn: string;
}

/** Schedules of our own start with this, so that the gate's policy can be narrow. */
export const BAKE_SCHEDULE_PREFIX = 'canary-bake-';

/**
 * Starts the bake: a schedule, not a sleeping function, wakes the gate when it ends.
 *
 * The name follows from the hook execution, so a second delivery meets the schedule of the first.
 */
export async function startBake(scheduler: SchedulerClient, call: CodeDeployHookEvent, bake: Bake, deadline: Deadline): Promise<Date> {
  const started = new Date();
  const end = new Date(started.getTime() + bake.seconds * 1000);
  const input: BakeEnd = {
    kind: 'BakeEnd',
    deploymentId: call.DeploymentId,
    lifecycleEventHookExecutionId: call.LifecycleEventHookExecutionId,
    bakeStarted: started.toISOString(),
  };
  const command = new CreateScheduleCommand({
    Name: bakeScheduleName(call.LifecycleEventHookExecutionId),
    Description: `Ends the bake of deployment ${call.DeploymentId}`,
    ScheduleExpression: `at(${end.toISOString().slice(0, 19)})`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: bake.gateArn,
      RoleArn: bake.roleArn,
      Input: JSON.stringify(input),
      // The hook has an hour in all; a wake-up that comes later than this can't help any more.
      RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 900 },
    },
  });
  try {
    await retry(() => scheduler.send(command), { deadline, doing: 'creating the schedule that ends the bake', isRetryable: patience() });
  } catch (error) {
    if (!isException(error, 'ConflictException')) throw error;
  }
  return end;
}

/** At most 64 characters of `[0-9a-zA-Z-_.]`, which a hook execution id need not be. */
export function bakeScheduleName(hookExecutionId: string): string {
  return BAKE_SCHEDULE_PREFIX + createHash('sha256').update(hookExecutionId).digest('hex').slice(0, 40);
}
