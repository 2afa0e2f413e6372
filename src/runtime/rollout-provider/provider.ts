import { type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type CodeDeploy } from '@aws-sdk/client-codedeploy';
import { type LambdaClient } from '@aws-sdk/client-lambda';
import { type CloudFormationCustomResourceEvent } from 'aws-lambda';
import { Alias } from './alias';
import { clearTheWay } from './clear-the-way';
import { Deployments } from './deployments';
import { type Narrator } from './narrator';
import { Polling } from './polling';
import { readGroups, readProperties } from './properties';
import { prune } from './prune';
import { type Answer, respond } from './respond';
import { Stack } from './stack';
import { yieldToStackRollback } from './stack-rollback';
import { Deadline, type RemainingTime } from '../../hook-sdk/deadline';
import { describeError, isTransient } from '../../hook-sdk/errors';
import { retry } from '../../hook-sdk/retry';
import { type RolloutResourceProperties } from '../../protocol/rollout-resource';

export interface ProviderPorts {
  readonly codeDeploy: CodeDeploy;
  readonly lambda: LambdaClient;
  readonly cloudFormation: CloudFormationClient;
  readonly narrator: Narrator;
  readonly environment: Record<string, string | undefined>;
}

/** Answers `Custom::CanaryRollout`. All it does it finds out by reading, so a request that is delivered twice does no harm. */
export class RolloutProvider {
  constructor(private readonly ports: ProviderPorts) {}

  public async handle(request: CloudFormationCustomResourceEvent, context: RemainingTime): Promise<void> {
    const { narrator } = this.ports;
    const [deadline, lastResort, end] = [Deadline.forWork(context), Deadline.forHangingWork(context), Deadline.forReport(context)];
    // A failed Delete, or a failure while the stack goes back, would wedge the stack.
    let mayFail = request.RequestType !== 'Delete';
    const work = async (): Promise<string | undefined> => {
      const stack = new Stack(this.ports.cloudFormation, request.StackId);
      const rollingBack = mayFail && await retry(async () => stack.isRollingBack(), { deadline, doing: 'reading the stack', isRetryable: isTransient });
      mayFail &&= !rollingBack;
      return this.carryOut(request, rollingBack, stack, deadline);
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
    await respond(request, answer, end);
  }

  private async carryOut(
    request: CloudFormationCustomResourceEvent, rollingBack: boolean, stack: Stack, deadline: Deadline,
  ): Promise<string | undefined> {
    const { codeDeploy, lambda, narrator, environment } = this.ports;
    const raw = request.ResourceProperties as Partial<RolloutResourceProperties>;
    const old = (request.RequestType === 'Update' ? request.OldResourceProperties : {}) as Partial<RolloutResourceProperties>;
    const polling = Polling.fromEnvironment(deadline, environment);
    const deployments = new Deployments(codeDeploy, readGroups(raw, old), polling);
    if (request.RequestType === 'Delete') return this.stopAll(deployments);

    const properties = readProperties(raw);
    narrator.logger.appendKeys({ functionName: properties.functionName, alias: properties.aliasName, targetVersion: properties.targetVersion });
    const alias = new Alias(lambda, properties.functionName, properties.aliasName, polling);
    const ports = { lambda, alias, deployments, narrator, stack, deadline };
    if (rollingBack) return yieldToStackRollback(properties, old, ports);

    const currentVersion = await clearTheWay(properties, old.TargetVersion, ports);
    if (currentVersion !== undefined) await prune(properties, ports);
    return currentVersion;
  }

  /** The canary goes away: what runs is rolled back, as far as that still can be. */
  private async stopAll(deployments: Deployments): Promise<undefined> {
    for (const { deploymentId } of await deployments.running()) {
      await deployments.requestStop(deploymentId, true);
      const { status } = await deployments.waitForEnd(deploymentId);
      this.ports.narrator.tell(`stopped rollout ${deploymentId}: ${status}`);
    }
  }
}
