import { randomUUID } from 'node:crypto';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type CodeDeployHookEvent, type HookStatus } from '../../../src/protocol/hook-event';
import { ServiceError } from '../front/service-error';
import { type ScaledTime } from '../scaled-time';

/** "3600 s per lifecycle event" (facts/codedeploy.md §1). */
const HOOK_TIMEOUT_SECONDS = 3600;

interface Execution {
  readonly deploymentId: string;
  report?: (status: HookStatus) => void;
}

export interface HookOutcome {
  readonly status: HookStatus;
  readonly message?: string;
}

/** Invokes hook functions and takes their reports. */
export class Hooks {
  private readonly executions = new Map<string, Execution>();

  constructor(private readonly lambda: LambdaClient, private readonly time: ScaledTime) {}

  /** Invokes the function asynchronously and waits for a report, at most an hour. */
  async execute(deploymentId: string, functionName: string, signal: AbortSignal): Promise<HookOutcome> {
    const id = randomUUID();
    const execution: Execution = { deploymentId };
    this.executions.set(id, execution);
    const reported = new Promise<HookOutcome>(resolve => {
      execution.report = status => resolve({ status, message: status === 'Failed' ? `The hook ${functionName} reported Failed` : undefined });
    });
    const limit = new AbortController();
    try {
      await this.invoke(functionName, { DeploymentId: deploymentId, LifecycleEventHookExecutionId: id });
      const overdue = this.time.sleep(HOOK_TIMEOUT_SECONDS, AbortSignal.any([signal, limit.signal])).then(
        (): HookOutcome => ({ status: 'Failed', message: `The hook ${functionName} did not report within one hour` }));
      return await Promise.race([reported, overdue]);
    } catch (error) {
      if (signal.aborted) throw error;
      return { status: 'Failed', message: `The hook ${functionName} could not be invoked: ${(error as Error).message}` };
    } finally {
      execution.report = undefined;
      limit.abort();
    }
  }

  /** PutLifecycleEventHookExecutionStatus. */
  report(deploymentId: string, executionId: string | undefined, status: string | undefined): void {
    if (status !== 'Succeeded' && status !== 'Failed') {
      throw new ServiceError('InvalidLifecycleEventHookExecutionStatusException', `The status must be Succeeded or Failed, got: ${status}`);
    }
    const execution = this.executions.get(executionId ?? '');
    if (!execution || execution.deploymentId !== deploymentId) {
      throw new ServiceError('InvalidLifecycleEventHookExecutionIdException', `No such hook execution of ${deploymentId}: ${executionId}`);
    }
    if (!execution.report) {
      throw new ServiceError('LifecycleEventAlreadyCompletedException', `The lifecycle event of hook execution ${executionId} has already completed`);
    }
    const { report } = execution;
    // The first report counts. A later one is refused, because the event has completed.
    execution.report = undefined;
    report(status);
  }

  private async invoke(functionName: string, event: CodeDeployHookEvent): Promise<void> {
    await this.lambda.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) }));
  }
}
