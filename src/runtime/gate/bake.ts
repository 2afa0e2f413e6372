import { createHash } from 'node:crypto';
import { CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { type GateSettings } from './settings';
import { type Deadline } from '../../aws/deadline';
import { type Deployment } from '../../aws/deployment';
import { isException } from '../../aws/errors';
import { patience, retry } from '../../aws/retry';
import { type BakeEnd, type CodeDeployHookEvent } from '../../protocol/hook-event';

export interface Bake {
  readonly seconds: number;
  readonly roleArn: string;
  /** The gate itself, which the schedule invokes when the bake ends. */
  readonly gateArn: string;
}

/** The names of our schedules start with this, so that the gate's policy can be narrow. */
export const BAKE_SCHEDULE_PREFIX = 'canary-bake-';

/**
 * Starts the bake: creates a schedule that invokes the gate when the bake ends, so that no function has to sleep.
 *
 * The schedule's name is derived from the hook execution, so a second delivery finds the schedule of the first.
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
      // CodeDeploy waits for one hour in all, so a later invocation would be of no use.
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

/** Schedules have whole seconds, and clocks differ. */
const DUE_MARGIN_MILLIS = 5_000;

/**
 * Milliseconds until the bake is over; 0 or less afterwards.
 *
 * Any caller that may invoke the gate could send the end of a bake. So the time counts from the start of CodeDeploy's own lifecycle event,
 * which only CodeDeploy sets.
 */
export function untilDue({ steps }: Deployment, { bakeStarted }: BakeEnd, { bake, timeScale }: GateSettings, now = Date.now()): number {
  const started = steps.find(step => step.name === 'AfterAllowTraffic')?.started ?? new Date(bakeStarted);
  const millis = (bake?.seconds ?? 0) * 1000 / timeScale;
  return started.getTime() + millis - DUE_MARGIN_MILLIS - now;
}

/** A name takes at most 64 characters of `[0-9a-zA-Z-_.]`. A hook execution id may be longer and have others. */
export function bakeScheduleName(hookExecutionId: string): string {
  return BAKE_SCHEDULE_PREFIX + createHash('sha256').update(hookExecutionId).digest('hex').slice(0, 40);
}
