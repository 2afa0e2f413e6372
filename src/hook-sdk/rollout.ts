import { codeDeploy, readAlias } from './clients';
import { isPostponed, log, postpone, report, reported, toCall } from './reports';
import { Deadline, DeadlineError } from '../aws/deadline';
import { describeError } from '../aws/errors';
import { readHookRun } from '../aws/hook-run';
import { failed, type HookAnswer, passed } from '../aws/status-report';
import { LATEST_URL_ENVIRONMENT } from '../protocol/environment';
import { type CodeDeployHookEvent, type HookHandle, type HookStatus, type ReportableHookEvent } from '../protocol/hook-event';

/** The part of Lambda's context that the SDK uses. Lambda's own `Context` fits. */
export interface HookContext {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

/** The function that you write: it judges the rollout and reports. */
export type HookFunction<C extends HookContext = HookContext> = (event: ReportableHookEvent, context: C) => Promise<void> | void;

/** The handler that Lambda calls. */
export type HookLambda<C extends HookContext = HookContext> = (call: CodeDeployHookEvent, context: C) => Promise<void>;

/** The functions of the SDK, for hooks that report to CodeDeploy themselves. */
export interface Rollout {
  /**
   * Makes a Lambda handler of your hook.
   *
   * The hook receives a typed event with the versions (CodeDeploy itself sends only ids). It counts as `Failed`, and the rollout
   * is rolled back, if the hook throws, if it returns without a report or a call of `reportLater`, or if it is about to reach
   * the function's timeout. During a rollback the hook is not called. CodeDeploy calls asynchronously, so the same call may
   * arrive twice; the hook does not run again if CodeDeploy has its answer.
   *
   * A function cannot report the end of its own process (`process.exit`, out of memory): CodeDeploy then waits for one hour
   * and fails the rollout. With `Hook.invoke(fn)` the gate notices that at once.
   *
   * @example
   * import { rollout } from 'cdk-canary-lambda/hook-sdk';
   *
   * export const handler = rollout.handler(async event => {
   *   const healthy = await placeTestOrder(event.targetVersionArn);
   *   await rollout.report(event, healthy ? 'Succeeded' : 'Failed', 'test order');
   * });
   */
  handler<C extends HookContext>(hook: HookFunction<C>): HookLambda<C>;

  /**
   * Reports the hook's status to CodeDeploy. Reporting the same status again is allowed; reporting the other one is an error.
   *
   * Works in any process that has permission to call `codedeploy:PutLifecycleEventHookExecutionStatus` for the deployment group.
   *
   * @param event the event that the hook received, a copy of it, or only its `deploymentId` and `lifecycleEventHookExecutionId`
   * @param status `Succeeded` lets the rollout go on, `Failed` rolls it back
   * @param reason goes to the log; CodeDeploy has no field for it
   *
   * @example
   * await rollout.report(event, 'Failed', 'the new version answers 500');
   */
  report(event: HookHandle, status: HookStatus, reason?: string): Promise<void>;

  /**
   * Lets the hook return without a report, because another process will report within the hour that CodeDeploy waits.
   *
   * Pass `deploymentId` and `lifecycleEventHookExecutionId` to that process (through a queue, a state machine, a durable
   * function). It calls `rollout.report()` with them. If it does not report within the hour, CodeDeploy fails the rollout.
   * A hook that throws after `reportLater` still counts as `Failed`.
   *
   * @param event the event that the hook received
   *
   * @example
   * import { rollout, type HookHandle } from 'cdk-canary-lambda/hook-sdk';
   *
   * export const handler = rollout.handler(async event => {
   *   const { deploymentId, lifecycleEventHookExecutionId } = event;
   *   await startLoadTest({ deploymentId, lifecycleEventHookExecutionId });
   *   rollout.reportLater(event);
   * });
   *
   * // Elsewhere, up to an hour later.
   * export const onLoadTestDone = async (handle: HookHandle) => rollout.report(handle, 'Succeeded', 'load test');
   */
  reportLater(event: HookHandle): void;
}

export const rollout: Rollout = {
  handler: hook => async (call, context) => {
    const answer = await run(hook, call, context);
    const earlier = reported(call);
    if (earlier && answer?.status === 'Failed') logLateFailure(call, earlier.status, answer.reason);
    if (earlier) await earlier.sent; // the hook may not have awaited it
    else if (answer) await report(call, answer.status, answer.reason, Deadline.forReport(context));
  },
  report: async (event, status, reason) => report(toCall(event), status, reason),
  reportLater: event => postpone(toCall(event)),
};

/** Runs the hook. Returns what is left to report: `undefined` if the hook has reported, will report later, or CodeDeploy does not wait. */
async function run<C extends HookContext>(hook: HookFunction<C>, call: CodeDeployHookEvent, context: C): Promise<HookAnswer | undefined> {
  const deadline = Deadline.forWork(context);
  try {
    const hookRun = await readHookRun(call, {
      api: await codeDeploy(),
      deadline,
      readAlias,
      functionArn: name => [...context.invokedFunctionArn.split(':').slice(0, 5), 'function', name].join(':'),
      latestUrl: process.env[LATEST_URL_ENVIRONMENT],
    });
    if (hookRun.kind === 'rollback') return passed('a rollback always passes');
    if (hookRun.kind === 'closed') {
      log('INFO', 'CodeDeploy no longer waits for this hook', { deploymentId: call.DeploymentId, deploymentStatus: hookRun.deployment.status });
      return undefined;
    }
    const event = { ...hookRun.event, lifecycleEventHookExecutionId: call.LifecycleEventHookExecutionId };
    await deadline.race(async () => hook(event, context), 'the hook is about to time out');
    if (reported(call)) return undefined;
    if (!isPostponed(call)) return failed('the hook returned without reporting');
    log('INFO', 'the hook reports later', { deploymentId: call.DeploymentId });
    return undefined;
  } catch (error) {
    return failed(error instanceof DeadlineError ? error.message : `the hook failed: ${describeError(error)}`);
  }
}

/** Logs a failure after the hook's report, which can't be taken back. */
function logLateFailure(call: CodeDeployHookEvent, status: HookStatus, reason: string): void {
  log('ERROR', 'the hook failed after its report', { deploymentId: call.DeploymentId, status, reason });
}
