import { type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type CodeDeploy } from '@aws-sdk/client-codedeploy';
import { type LambdaClient } from '@aws-sdk/client-lambda';
import { type SchedulerClient } from '@aws-sdk/client-scheduler';
import { firedAlarms, guardingAlarms } from './alarms';
import { startBake, untilDue } from './bake';
import { invokeHook } from './invoke-hook';
import { type GateSettings } from './settings';
import { noAnswer, type NoAnswer, untilStopped } from './until-stopped';
import { Deadline, type RemainingTime } from '../../aws/deadline';
import { type Deployment, isTerminal, readDeployment } from '../../aws/deployment';
import { describeError } from '../../aws/errors';
import { type HookRunOptions, readHookRun } from '../../aws/hook-run';
import { patience, retry } from '../../aws/retry';
import { failed, type HookAnswer, passed, reportStatus } from '../../aws/status-report';
import { type BakeEnd, type CodeDeployHookEvent, type HookEvent } from '../../protocol/hook-event';
import { type Frame } from '../shared/handler';

export interface GatePorts extends Frame {
  readonly codeDeploy: CodeDeploy;
  /** Must not retry: one delivery runs the hook once. */
  readonly lambda: LambdaClient;
  /** What an alias points at. */
  readonly readAlias: HookRunOptions['readAlias'];
  readonly scheduler: SchedulerClient;
  readonly cloudWatch: CloudWatchClient;
}

/** The part of Lambda's context that the gate reads. */
export interface GateContext extends RemainingTime {
  readonly invokedFunctionArn: string;
}

/**
 * Sits between CodeDeploy and the user's hooks, so that CodeDeploy gets a report even if a hook crashes.
 *
 * CodeDeploy calls at least once, and Lambda calls again after an error. So the gate reads each time whether CodeDeploy still waits
 * for an answer. Two calls that run at the same moment may both invoke the user's hook, but only one report counts.
 */
export class Gate {
  constructor(private readonly ports: GatePorts, private readonly readSettings: () => GateSettings) {}

  /** Answers a call by CodeDeploy. */
  public async answerHook(call: CodeDeployHookEvent, context: GateContext): Promise<void> {
    const deadline = Deadline.forWork(context);
    await this.conclude(call, context, async () => {
      const settings = this.readSettings();
      const run = await readHookRun(call, {
        api: this.ports.codeDeploy,
        deadline,
        readAlias: this.ports.readAlias,
        known: { functionName: settings.functionArn.split(':').pop()!, alias: settings.alias },
        functionArn: () => settings.functionArn,
        latestUrl: settings.latestUrl,
      });
      if (run.kind === 'closed') return noAnswer(`CodeDeploy no longer waits for this hook: the deployment is ${run.deployment.status}`);
      if (run.kind === 'rollback') return passed(describeRollback(run.deployment));
      const answer = await this.ask(run.event, settings, deadline);
      const { bake } = settings;
      if (answer.status !== 'Succeeded' || run.event.lifecycleEvent === 'BeforeAllowTraffic' || !bake) return answer;
      const end = await startBake(this.ports.scheduler, call, { ...bake, gateArn: context.invokedFunctionArn }, deadline);
      return noAnswer(`${answer.reason}; baking until ${end.toISOString()}`);
    });
  }

  /** Answers for the after-traffic hook when the bake is over. */
  public async endBake(end: BakeEnd, context: GateContext): Promise<void> {
    const call = { DeploymentId: end.deploymentId, LifecycleEventHookExecutionId: end.lifecycleEventHookExecutionId };
    const deadline = Deadline.forWork(context);
    await this.conclude(call, context, async () => retry(async () => {
      const deployment = await readDeployment(this.ports.codeDeploy, end.deploymentId);
      if (isTerminal(deployment)) return noAnswer(`the deployment has ended: ${deployment.status}`);
      const early = untilDue(deployment, end, this.readSettings());
      if (early > 0) return noAnswer(`the bake is not over: it lasts another ${Math.ceil(early / 1000)} s`);
      const alarms = await guardingAlarms(this.ports.codeDeploy, deployment);
      // From the beginning: whether CodeDeploy itself watches alarms while hooks run is not documented.
      const fired = await firedAlarms(this.ports.cloudWatch, alarms, deployment.created ?? new Date(end.bakeStarted));
      return fired.length > 0
        ? failed(`alarm fired during the rollout: ${fired.join(', ')}`)
        : passed(`no alarm fired during the rollout, watched: ${alarms.length}`);
    }, { deadline, doing: 'reading the alarms at the end of the bake', isRetryable: patience() }));
  }

  private async ask(event: HookEvent, settings: GateSettings, deadline: Deadline): Promise<HookAnswer | NoAnswer> {
    const { lifecycleEvent, targetVersion } = event;
    this.ports.logger.appendKeys({ lifecycleEvent, targetVersion });
    const hookArn = settings.hooks[lifecycleEvent];
    if (!hookArn) return passed(`no hook for ${lifecycleEvent}`);
    const { codeDeploy, lambda } = this.ports;
    return untilStopped(codeDeploy, event.deploymentId, deadline, async signal => invokeHook(lambda, hookArn, event, deadline, signal));
  }

  /** The exit of every path: reports the answer, or that the work failed. Throws if the report fails, so that Lambda tries again. */
  private async conclude(call: CodeDeployHookEvent, context: GateContext, work: () => Promise<HookAnswer | NoAnswer>): Promise<void> {
    const { logger, codeDeploy, count } = this.ports;
    logger.appendKeys({ deploymentId: call.DeploymentId });
    const reporting = Deadline.forReport(context);
    const answer = await work().catch(error => failed(`the gate could not judge: ${describeError(error)}`));
    if (answer.status === 'none') {
      logger.info('nothing to report', { reason: answer.reason });
      return;
    }
    const line = { status: answer.status, reason: answer.reason };
    try {
      const outcome = await reportStatus(codeDeploy, call, answer.status, reporting);
      if (outcome === 'already') logger.info('hook was answered before', line);
      else if (answer.status === 'Failed') logger.error('hook failed', line);
      else logger.info('hook passed', line);
      if (outcome === 'reported') count(answer.status === 'Failed' ? 'HookFailed' : 'HookPassed');
    } catch (error) {
      logger.error('hook status could not be reported', { ...line, error: error as Error });
      count('HookNotReported');
      throw error;
    }
  }
}

function describeRollback({ creator, currentVersion, targetVersion }: Deployment): string {
  const way = currentVersion && targetVersion ? `from version ${currentVersion} to ${targetVersion}, ` : '';
  return `a rollback always passes: this one goes ${way}created by ${creator}`;
}
