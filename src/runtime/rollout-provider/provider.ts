import { type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type CodeDeploy } from '@aws-sdk/client-codedeploy';
import { type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type LambdaClient } from '@aws-sdk/client-lambda';
import { type CloudFormationCustomResourceEvent } from 'aws-lambda';
import { clearForGuardedShift } from './guarded';
import { type Narrator } from './narrator';
import { readGroups, readProperties } from './properties';
import { prune } from './prune';
import { type DeleteRequest, type RolloutRequest } from './request';
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

export interface ProviderPorts {
  readonly codeDeploy: CodeDeploy;
  readonly lambda: LambdaClient;
  readonly cloudFormation: CloudFormationClient;
  readonly eventBridge: EventBridgeClient;
  readonly narrator: Narrator;
  readonly environment: Record<string, string | undefined>;
}

/** Answers `Custom::CanaryRollout`. It reads all that it acts on, so an event that is delivered twice does no harm. */
export class RolloutProvider {
  constructor(private readonly ports: ProviderPorts) {}

  public async handle(event: CloudFormationCustomResourceEvent, context: RemainingTime): Promise<void> {
    const end = Deadline.forReport(context);
    const answer = await this.work(event, context)
      .catch(error => (event.RequestType === 'Delete' ? this.succeedDespite(error) : this.refuse(error))); // a failed Delete would wedge the stack
    this.ports.narrator.logger.info('answering CloudFormation', { status: answer.status, reason: answer.reason });
    await respond(event, answer, end);
  }

  private async work(event: CloudFormationCustomResourceEvent, context: RemainingTime): Promise<Answer> {
    const [deadline, lastResort] = [Deadline.forWork(context), Deadline.forHangingWork(context)];
    const inTime = async <T>(work: () => Promise<T>) => lastResort.race(work, 'clearing the way for the rollout');
    const polling = Polling.fromEnvironment(deadline, this.ports.environment);
    const stack = new Stack(this.ports.cloudFormation, event.StackId);
    const rollingBack = event.RequestType !== 'Delete' && await inTime(async () => this.isRollingBack(event, stack, polling));
    try {
      return this.succeed(await inTime(async () => this.carryOut(event, rollingBack, stack, polling)));
    } catch (error) {
      if (rollingBack) return this.succeedDespite(error); // a failure while the stack rolls back would wedge it
      throw error;
    }
  }

  private async isRollingBack(event: CloudFormationCustomResourceEvent, stack: Stack, polling: Polling): Promise<boolean> {
    const read = async () => polling.ask('reading the stack', async () => stack.isRollingBack());
    return isUnguarded(event) ? await this.ports.narrator.attempt('read the stack', read) ?? false : read();
  }

  /** @returns the version that customers meet now, if there is one */
  private async carryOut(
    event: CloudFormationCustomResourceEvent, rollingBack: boolean, stack: Stack, unhurried: Polling,
  ): Promise<string | undefined> {
    const { codeDeploy, lambda, eventBridge, narrator } = this.ports;
    const raw = event.ResourceProperties as Partial<RolloutResourceProperties>;
    const previous = (event.RequestType === 'Update' ? event.OldResourceProperties : {}) as Partial<RolloutResourceProperties>;
    const isEmergency = isUnguarded(event) && !rollingBack && event.RequestType !== 'Delete';
    const polling = isEmergency ? unhurried.hurried() : unhurried;
    const aliasOf = (functionName: string, name: string) => new Alias(lambda, functionName, name, polling);
    const base: DeleteRequest = {
      alias: raw.FunctionName && raw.AliasName ? aliasOf(raw.FunctionName, raw.AliasName) : undefined,
      deployments: new Deployments(codeDeploy, readGroups(raw, previous), polling),
      narrator,
      announcePutBack: async stopped => putAliasPutBack(eventBridge, stopped),
    };
    if (event.RequestType === 'Delete') return windUp(base);

    const properties = readProperties(raw);
    const { functionName, aliasName, targetVersion } = properties;
    narrator.logger.appendKeys({ functionName, alias: aliasName, targetVersion });
    const request: RolloutRequest = { ...base, alias: aliasOf(functionName, aliasName), properties, previous, polling, lambda, stack };
    if (rollingBack) return yieldToStackRollback(request);
    const currentVersion = await (isEmergency ? clearForUnguardedShift : clearForGuardedShift)(request);
    if (currentVersion !== undefined) await prune(request);
    return currentVersion;
  }

  private succeed(currentVersion?: string): Answer {
    const outcome = this.ports.narrator.outcome();
    return { status: 'SUCCESS', reason: outcome, attributes: { ...(currentVersion ? { CurrentVersion: currentVersion } : {}), Outcome: outcome } };
  }

  private succeedDespite(error: unknown): Answer {
    this.ports.narrator.warn(describeError(error));
    return this.succeed();
  }

  private refuse(error: unknown): Answer {
    this.ports.narrator.warn(describeError(error));
    this.ports.narrator.count('RolloutRefused');
    return { status: 'FAILED', reason: describeError(error) };
  }
}

/** Whether CloudFormation moves the alias, without CodeDeploy. */
function isUnguarded(event: CloudFormationCustomResourceEvent): boolean {
  return (event.ResourceProperties as Partial<RolloutResourceProperties>).ShiftMode === 'UNGUARDED';
}
