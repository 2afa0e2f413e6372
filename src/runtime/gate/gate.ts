import { type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type CodeDeploy } from '@aws-sdk/client-codedeploy';
import { type LambdaClient } from '@aws-sdk/client-lambda';
import { type SchedulerClient } from '@aws-sdk/client-scheduler';
import { firedAlarms, guardingAlarms } from './alarms';
import { startBake } from './bake';
import { invokeHook } from './invoke-hook';
import { type GateSettings } from './settings';
import { failed, noVerdict, type NoVerdict, passed, type Verdict } from './verdict';
import { Deadline, type RemainingTime } from '../../aws/deadline';
import { isTerminal, readDeployment } from '../../aws/deployment';
import { describeError } from '../../aws/errors';
import { readHookRun } from '../../aws/hook-run';
import { patience } from '../../aws/patience';
import { retry } from '../../aws/retry';
import { reportStatus } from '../../aws/status-report';
import { type BakeEnd, type CodeDeployHookEvent, type HookEvent } from '../../protocol/hook-event';
import { type Frame } from '../shared/handler';

export interface GatePorts extends Frame {
  readonly codeDeploy: CodeDeploy;
  /** Must not retry: a hook runs once for one delivery. */
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly cloudWatch: CloudWatchClient;
}

/** Lambda's context, as far as the gate reads it. */
export interface GateContext extends RemainingTime {
  readonly invokedFunctionArn: string;
}

/**
 * Stands between CodeDeploy and the user's hooks, so that every path ends in a report.
 *
 * CodeDeploy calls at least once, and Lambda calls again after an error: whether an answer is still awaited is
 * read each time. Two copies that run at the same moment may both ask the user's hook, but only one report counts.
 */
export class Gate {
  constructor(private readonly ports: GatePorts, private readonly readSettings: () => GateSettings) {}

  /** Answers a call by CodeDeploy. */
  public async answerHook(call: CodeDeployHookEvent, context: GateContext): Promise<void> {
    const deadline = Deadline.forWork(context);
    await this.conclude(call, context, async () => {
      const settings = this.readSettings();
      const run = await readHookRun(call, {
        api: this.ports.codeDeploy, deadline, functionArn: () => settings.functionArn, latestUrl: settings.latestUrl,
      });
      if (run.kind === 'closed') return noVerdict(`nobody waits for this hook, the deployment is ${run.deployment.status}`);
      if (run.kind === 'rollback') return passed(`a rollback is let through, created by ${run.deployment.creator}`);
      const verdict = await this.ask(run.event, settings, deadline);
      const { bake } = settings;
      if (verdict.status === 'Failed' || run.event.lifecycleEvent === 'BeforeAllowTraffic' || !bake) return verdict;
      const end = await startBake(this.ports.scheduler, call, { ...bake, gateArn: context.invokedFunctionArn }, deadline);
      return noVerdict(`${verdict.reason}; baking until ${end.toISOString()}`);
    });
  }

  /** Answers for the after-traffic hook when the bake is over. */
  public async endBake(end: BakeEnd, context: GateContext): Promise<void> {
    const call = { DeploymentId: end.deploymentId, LifecycleEventHookExecutionId: end.lifecycleEventHookExecutionId };
    const deadline = Deadline.forWork(context);
    await this.conclude(call, context, async () => retry(async () => {
      const deployment = await readDeployment(this.ports.codeDeploy, end.deploymentId);
      if (isTerminal(deployment)) return noVerdict(`the deployment has ended: ${deployment.status}`);
      const alarms = await guardingAlarms(this.ports.codeDeploy, deployment);
      const fired = await firedAlarms(this.ports.cloudWatch, alarms, new Date(end.bakeStarted));
      return fired.length > 0 ? failed(`alarm fired during the bake: ${fired.join(', ')}`) : passed(`no alarm fired during the bake, watched: ${alarms.length}`);
    }, { deadline, doing: 'reading the alarms at the end of the bake', isRetryable: patience() }));
  }

  private async ask(event: HookEvent, settings: GateSettings, deadline: Deadline): Promise<Verdict> {
    const { lifecycleEvent, targetVersion } = event;
    this.ports.logger.appendKeys({ lifecycleEvent, targetVersion });
    const hookArn = settings.hooks[lifecycleEvent];
    return hookArn ? invokeHook(this.ports.lambda, hookArn, event, deadline) : passed(`no hook for ${lifecycleEvent}`);
  }

  /** Whatever happens in the work, CodeDeploy is told, or Lambda is made to try again. */
  private async conclude(call: CodeDeployHookEvent, context: GateContext, work: () => Promise<Verdict | NoVerdict>): Promise<void> {
    const { logger, codeDeploy, count } = this.ports;
    logger.appendKeys({ deploymentId: call.DeploymentId });
    const reporting = Deadline.forReport(context);
    const verdict = await work().catch(error => failed(`the gate could not judge: ${describeError(error)}`));
    if (verdict.status === 'none') {
      logger.info('nothing to report', { reason: verdict.reason });
      return;
    }
    const line = { status: verdict.status, reason: verdict.reason };
    try {
      const outcome = await reportStatus(codeDeploy, call, verdict.status, reporting);
      if (outcome === 'already') logger.info('hook was answered before', line);
      else if (verdict.status === 'Failed') logger.error('hook failed', line);
      else logger.info('hook passed', line);
      if (outcome === 'reported') count(verdict.status === 'Failed' ? 'HookFailed' : 'HookPassed');
    } catch (error) {
      logger.error('hook status could not be reported', { ...line, error: error as Error });
      count('HookNotReported');
      throw error;
    }
  }
}
