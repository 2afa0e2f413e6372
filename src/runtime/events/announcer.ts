import { type CodeDeploy } from '@aws-sdk/client-codedeploy';
import { type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { toDetail } from './announcement';
import { toTopicMessage } from './topic-message';
import { type Deployment, readDeployment } from '../../aws/deployment';
import { describeError } from '../../aws/errors';
import { type DeploymentStateChange, type RolloutEventDetail } from '../../protocol/rollout-event';
import { type Frame } from '../shared/handler';
import { putRolloutEvent } from '../shared/put-event';

export interface AnnouncerPorts extends Frame {
  readonly codeDeploy: CodeDeploy;
  readonly eventBridge: EventBridgeClient;
  readonly sns: SNSClient;
}

/**
 * Announces what happens to a rollout, to EventBridge and to the topics.
 *
 * A receiver that fails does not keep the others from being notified. The call then fails, so that Lambda repeats it, and the
 * others are notified twice. Twice is better than not at all: both copies carry the same `id`, by which FIFO topics drop the
 * second. Remembering who has been notified would need a table for a rare case.
 */
export class Announcer {
  constructor(private readonly ports: AnnouncerPorts) {}

  public async announce(change: DeploymentStateChange): Promise<void> {
    const { logger, count } = this.ports;
    logger.appendKeys({ deploymentId: change.deploymentId, deploymentState: change.state });
    const deployment = await readDeployment(this.ports.codeDeploy, change.deploymentId);
    const detail = toDetail(change, deployment, await this.readOriginal(deployment));
    if (!detail) {
      logger.info('nothing to announce', { creator: deployment.creator });
      return;
    }
    const topics = change.topics.filter(topic => topic.states.includes(detail.state));
    const sent = await Promise.allSettled([
      putRolloutEvent(this.ports.eventBridge, detail),
      ...topics.map(async topic => this.publish(topic.topicArn, detail)),
    ]);
    const failures = sent.flatMap(result => (result.status === 'rejected' ? [result.reason as Error] : []));
    logger.info('announced', { detail, topics: topics.length, failures: failures.length });
    count(`Rollout${toPascalCase(detail.state)}`);
    if (failures.length > 0) {
      logger.error('some receivers were not notified', { reasons: failures.map(describeError) });
      throw new AggregateError(failures, failures.map(describeError).join('; '));
    }
  }

  private async readOriginal(deployment: Deployment): Promise<Deployment | undefined> {
    const id = deployment.rollbackTriggeringDeploymentId;
    return id === undefined ? undefined : readDeployment(this.ports.codeDeploy, id);
  }

  private async publish(topicArn: string, detail: RolloutEventDetail): Promise<void> {
    try {
      await this.ports.sns.send(new PublishCommand(toTopicMessage(topicArn, detail)));
    } catch (error) {
      throw new Error(`topic ${topicArn} must accept the message, got: ${describeError(error)}`, { cause: error });
    }
  }
}

/** `ROLLED_BACK` → `RolledBack`, as metrics are named. */
function toPascalCase(state: string): string {
  return state.toLowerCase().replace(/(?:^|_)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}
