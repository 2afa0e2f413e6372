import { type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type CodeDeploy } from '@aws-sdk/client-codedeploy';
import { type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type LambdaClient } from '@aws-sdk/client-lambda';
import { type CloudFormationCustomResourceEvent } from 'aws-lambda';
import { clearForGuardedShift } from './guarded';
import { type Narrator } from './narrator';
import { readGroups, readProperties } from './properties';
import { prune } from './prune';
import { type Answer, respond } from './respond';
import { Stack } from './stack';
import { windUp, yieldToStackRollback } from './stack-rollback';
import { clearForUnguardedShift } from './unguarded';
import { Deadline, type RemainingTime } from '../../aws/deadline';
import { type Deployment } from '../../aws/deployment';
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

/** Answers `Custom::CanaryRollout`. All it does it finds out by reading, so a request that is delivered twice does no harm. */
export class RolloutProvider {
  constructor(private readonly ports: ProviderPorts) {}

  public async handle(event: CloudFormationCustomResourceEvent, context: RemainingTime): Promise<void> {
    const { narrator } = this.ports;
    const [deadline, lastResort, end] = [Deadline.forWork(context), Deadline.forHangingWork(context), Deadline.forReport(context)];
    // A failed Delete, or a failure while the stack goes back, would wedge the stack.
    let mayFail = event.RequestType !== 'Delete';
    const work = async (): Promise<string | undefined> => {
      const polling = Polling.fromEnvironment(deadline, this.ports.environment);
      const stack = new Stack(this.ports.cloudFormation, event.StackId);
      const rollingBack = mayFail && await this.isRollingBack(stack, event, polling);
      mayFail &&= !rollingBack;
      return this.carryOut(event, rollingBack, stack, polling);
    };
    let answer: Answer;
    try {
      const currentVersion = await lastResort.race(work, 'clearing the way for the rollout');
      answer = { status: 'SUCCESS', reason: narrator.outcome(), attributes: { ...(currentVersion ? { CurrentVersion: currentVersion } : {}), Outcome: narrator.outcome() } };
    } catch (error) {
      narrator.warn(describeError(error));
      answer = mayFail
        ? { status: 'FAILED', reason: describeError(error) }
        : { status: 'SUCCESS', reason: narrator.outcome(), attributes: { Outcome: narrator.outcome() } };
      if (mayFail) narrator.count('RolloutRefused');
    }
    narrator.logger.info('answering CloudFormation', { status: answer.status, reason: answer.reason });
    await respond(event, answer, end);
  }

  private async isRollingBack(stack: Stack, event: CloudFormationCustomResourceEvent, polling: Polling): Promise<boolean> {
    const read = async () => polling.ask('reading the stack', async () => stack.isRollingBack());
    return isUnguarded(event) ? await this.ports.narrator.attempt('read the stack', read) ?? false : read();
  }

  private async carryOut(
    event: CloudFormationCustomResourceEvent, rollingBack: boolean, stack: Stack, unhurried: Polling,
  ): Promise<string | undefined> {
    const { codeDeploy, lambda, eventBridge, narrator } = this.ports;
    const raw = event.ResourceProperties as Partial<RolloutResourceProperties>;
    const old = (event.RequestType === 'Update' ? event.OldResourceProperties : {}) as Partial<RolloutResourceProperties>;
    const polling = isUnguarded(event) && !rollingBack && event.RequestType !== 'Delete' ? unhurried.hurried() : unhurried;
    const deployments = new Deployments(codeDeploy, readGroups(raw, old), polling);
    const announcePutBack = async (stopped: Deployment) => putAliasPutBack(eventBridge, stopped);
    const aliasOf = (functionName: string, name: string) => new Alias(lambda, functionName, name, polling);
    if (event.RequestType === 'Delete') {
      const alias = raw.FunctionName && raw.AliasName ? aliasOf(raw.FunctionName, raw.AliasName) : undefined;
      return windUp({ deployments, narrator, announcePutBack }, alias);
    }
    const properties = readProperties(raw);
    narrator.logger.appendKeys({ functionName: properties.functionName, alias: properties.aliasName, targetVersion: properties.targetVersion });
    const alias = aliasOf(properties.functionName, properties.aliasName);
    const ports = { lambda, alias, deployments, polling, narrator, announcePutBack, stack, deadline: polling.deadline };
    if (rollingBack) return yieldToStackRollback(properties, old, ports);

    const currentVersion = await (isUnguarded(event) ? clearForUnguardedShift : clearForGuardedShift)(properties, old.TargetVersion, ports);
    if (currentVersion !== undefined) await prune(properties, ports);
    return currentVersion;
  }
}

/** Whether CloudFormation moves the alias by itself. */
function isUnguarded(event: CloudFormationCustomResourceEvent): boolean {
  return (event.ResourceProperties as Partial<RolloutResourceProperties>).ShiftMode === 'UNGUARDED';
}
