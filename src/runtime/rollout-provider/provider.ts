import { type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type CodeDeploy } from '@aws-sdk/client-codedeploy';
import { type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type LambdaClient } from '@aws-sdk/client-lambda';
import { type CloudFormationCustomResourceEvent } from 'aws-lambda';
import { clearForGuardedShift } from './guarded';
import { type Narrator } from './narrator';
import { prune } from './prune';
import { AnsweredBefore, type DeleteRequest, readGroups, readProperties, type RolloutRequest } from './request';
import { type Answer, respond } from './respond';
import { Stack } from './stack';
import { windUp, yieldToStackRollback } from './stack-rollback';
import { clearForUnguardedShift } from './unguarded';
import { Deadline, type RemainingTime } from '../../aws/deadline';
import { describeError } from '../../aws/errors';
import { type RolloutResourceProperties } from '../../protocol/rollout-resource';
import { Alias } from '../shared/alias';
import { Deployments } from '../shared/deployments';
import { Polling } from '../shared/polling';
import { putAliasPutBack } from '../shared/put-event';

interface Clients {
  readonly codeDeploy: CodeDeploy;
  readonly lambda: LambdaClient;
  readonly cloudFormation: CloudFormationClient;
  readonly eventBridge: EventBridgeClient;
}

/**
 * Answers `Custom::CanaryRollout`.
 *
 * CloudFormation calls asynchronously, and Lambda may deliver such a call twice, or hours late from a full queue. By then a rollout may run
 * that this very request let through. So nothing is touched unless the stack says that this resource still awaits its answer.
 */
export class RolloutProvider {
  private isStatusUnreadable = false;

  constructor(
    private readonly clients: Clients,
    private readonly narrator: Narrator,
    private readonly environment: Record<string, string | undefined>,
  ) {}

  public async handle(event: CloudFormationCustomResourceEvent, context: RemainingTime): Promise<void> {
    const end = Deadline.forReport(context);
    const answer = await this.work(event, context).catch(error => this.answerTo(event, error));
    if (!answer) return;
    this.narrator.logger.info('answering CloudFormation', { status: answer.status, reason: answer.reason });
    await respond(event, answer, end);
  }

  private async work(event: CloudFormationCustomResourceEvent, context: RemainingTime): Promise<Answer> {
    const [deadline, lastResort] = [Deadline.forWork(context), Deadline.forHangingWork(context)];
    const inTime = async <T>(work: () => Promise<T>) => lastResort.race(work, 'clearing the way for the rollout');
    const unhurried = Polling.fromEnvironment(deadline, this.environment);
    const polling = isUnguarded(event) ? unhurried.hurried() : unhurried;
    const stack = new Stack(this.clients.cloudFormation, event.StackId, event.LogicalResourceId);
    const rollingBack = event.RequestType !== 'Delete' && await inTime(async () => this.isRollingBack(event, stack, polling));
    try {
      return this.succeed(await inTime(async () => this.carryOut(event, rollingBack, stack, rollingBack ? unhurried : polling)));
    } catch (error) {
      if (rollingBack && !(error instanceof AnsweredBefore)) return this.succeedDespite(error); // a failure while the stack rolls back would wedge it
      throw error;
    }
  }

  private async isRollingBack(event: CloudFormationCustomResourceEvent, stack: Stack, polling: Polling): Promise<boolean> {
    const read = async (by: Polling) => by.ask('reading the stack', async () => stack.isRollingBack());
    return isUnguarded(event) ? await this.narrator.attempt('read the stack', async () => read(polling.inPassing())) ?? false : read(polling);
  }

  /**
   * Throws AnsweredBefore if CloudFormation does not wait any more.
   *
   * @param mustGoOn an emergency, a stack rollback or a Delete goes on if that can't be read
   */
  private async assertAwaited(stack: Stack, polling: Polling, mustGoOn: boolean): Promise<void> {
    const what = 'read whether CloudFormation still waits';
    if (!mustGoOn) {
      if (!await stack.awaitsAnswer(polling)) throw new AnsweredBefore();
      return;
    }
    if (this.isStatusUnreadable) return; // one wait for it is enough
    const awaited = await this.narrator.attempt(what, async () => stack.awaitsAnswer(polling.inPassing()));
    this.isStatusUnreadable = awaited === undefined;
    if (awaited === false) throw new AnsweredBefore();
  }

  /** @returns the version that serves customers now, if there is one */
  private async carryOut(
    event: CloudFormationCustomResourceEvent, rollingBack: boolean, stack: Stack, polling: Polling,
  ): Promise<string | undefined> {
    const { narrator, clients: { codeDeploy, lambda, eventBridge } } = this;
    const wanted = event.ResourceProperties as Partial<RolloutResourceProperties>;
    const previous = (event.RequestType === 'Update' ? event.OldResourceProperties : {}) as Partial<RolloutResourceProperties>;
    const isEmergency = isUnguarded(event) && !rollingBack;
    const mustGoOn = isEmergency || rollingBack || event.RequestType === 'Delete';
    const aliasOf = (functionName: string, name: string) => new Alias(lambda, functionName, name, polling);
    const base: DeleteRequest = {
      alias: wanted.FunctionName && wanted.AliasName ? aliasOf(wanted.FunctionName, wanted.AliasName) : undefined,
      deployments: new Deployments(codeDeploy, readGroups(wanted, previous), polling),
      narrator,
      announcePutBack: async stopped => putAliasPutBack(eventBridge, stopped),
      assertAwaited: async () => this.assertAwaited(stack, polling, mustGoOn),
    };
    await base.assertAwaited();
    if (event.RequestType === 'Delete') return windUp(base);

    const properties = readProperties(wanted);
    const { functionName, aliasName, targetVersion } = properties;
    narrator.logger.appendKeys({ functionName, alias: aliasName, targetVersion });
    const request: RolloutRequest = { ...base, alias: aliasOf(functionName, aliasName), properties, previous, polling, lambda, stack };
    if (rollingBack) return yieldToStackRollback(request);
    const currentVersion = await (isEmergency ? clearForUnguardedShift : clearForGuardedShift)(request);
    if (currentVersion !== undefined) await prune(request);
    return currentVersion;
  }

  /** The answer to a request that failed; none if CloudFormation has one. A failed Delete would wedge the stack. */
  private answerTo(event: CloudFormationCustomResourceEvent, error: unknown): Answer | undefined {
    if (!(error instanceof AnsweredBefore)) return event.RequestType === 'Delete' ? this.succeedDespite(error) : this.refuse(error);
    this.narrator.warn(error.message);
    this.narrator.count('RequestAnsweredBefore');
    return undefined;
  }

  private succeed(currentVersion?: string): Answer {
    const outcome = this.narrator.outcome();
    return { status: 'SUCCESS', reason: outcome, attributes: { ...(currentVersion ? { CurrentVersion: currentVersion } : {}), Outcome: outcome } };
  }

  private succeedDespite(error: unknown): Answer {
    this.narrator.warn(describeError(error));
    return this.succeed();
  }

  private refuse(error: unknown): Answer {
    this.narrator.warn(describeError(error));
    this.narrator.count('RolloutRefused');
    return { status: 'FAILED', reason: describeError(error) };
  }
}

/** Whether CloudFormation moves the alias, without CodeDeploy. */
function isUnguarded(event: CloudFormationCustomResourceEvent): boolean {
  return event.RequestType !== 'Delete' && (event.ResourceProperties as Partial<RolloutResourceProperties>).ShiftMode === 'UNGUARDED';
}
