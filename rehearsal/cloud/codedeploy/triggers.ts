import { type DeploymentStatus, TriggerEventType, type TriggerConfig } from '@aws-sdk/client-codedeploy';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type Deployment, type DeploymentView } from './deployment';
import { deploymentOverview } from './views';
import { ACCOUNT, REGION } from '../account';
import { ServiceError } from '../front/service-error';

/** "10 triggers per group" (facts/codedeploy.md §7). */
const MAX_TRIGGERS = 10;
const TOPIC_ARN = /^arn:[^:]+:sns:[^:]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
const EVENTS: Partial<Record<DeploymentStatus, TriggerEventType>> = {
  InProgress: 'DeploymentStart',
  Succeeded: 'DeploymentSuccess',
  Failed: 'DeploymentFailure',
  Stopped: 'DeploymentStop',
};

/** Publishes the status of a group's deployments to the topics of the group's triggers. */
export class Triggers {
  private closed = false;

  constructor(private readonly sns: SNSClient) {}

  /** Publishes the deployment's status to each trigger that asks for it, without waiting: a missing topic stops no deployment. */
  announce({ view, props, isRollback }: Deployment): void {
    const events: (TriggerEventType | undefined)[] = [EVENTS[view.status]];
    // A rollback is a deployment of its own. When it starts, it is also announced as a rollback.
    if (isRollback && view.status === 'InProgress') events.push('DeploymentRollback');
    for (const { triggerName, triggerTargetArn, triggerEvents } of props.group.triggerConfigurations ?? []) {
      for (const event of events) {
        if (event && triggerEvents?.includes(event)) void this.publish(triggerTargetArn!, triggerMessage(triggerName!, view));
      }
    }
  }

  close(): void {
    this.closed = true;
  }

  private async publish(TopicArn: string, message: object): Promise<void> {
    try {
      await this.sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(message) }));
    } catch (error) {
      if (!this.closed) process.emitWarning(`A trigger could not publish to ${TopicArn}: ${(error as Error).message}`);
    }
  }
}

/** The documented message (CDG monitoring-sns-event-notifications-json-format.md): every value is a string, times are seconds since 1970. */
function triggerMessage(eventTriggerName: string, view: DeploymentView): object {
  const { applicationName, deploymentId, deploymentGroupName, createTime, completeTime, status, errorInformation, rollbackInfo } = view;
  const seconds = (time: Date) => (time.getTime() / 1000).toFixed(3);
  return {
    region: REGION,
    accountId: ACCOUNT,
    eventTriggerName,
    applicationName,
    deploymentId,
    deploymentGroupName,
    createTime: seconds(createTime),
    completeTime: completeTime && seconds(completeTime),
    deploymentOverview: Object.fromEntries(Object.entries(deploymentOverview(status)).map(([name, count]) => [name, String(count)])),
    status,
    errorInformation: errorInformation && { ErrorCode: errorInformation.code, ErrorMessage: errorInformation.message },
    rollbackInformation: rollbackInfo && {
      RollbackDeploymentId: rollbackInfo.rollbackDeploymentId,
      RollbackTriggeringDeploymentId: rollbackInfo.rollbackTriggeringDeploymentId,
      RollbackMessage: rollbackInfo.rollbackMessage,
    },
  };
}

export function validateTriggers(triggers: TriggerConfig[] = []): void {
  if (triggers.length > MAX_TRIGGERS) {
    throw new ServiceError('TriggerTargetsLimitExceededException', `A deployment group can have ${MAX_TRIGGERS} triggers, got: ${triggers.length}`);
  }
  const invalid = (message: string) => new ServiceError('InvalidTriggerConfigException', message);
  const known: string[] = Object.values(TriggerEventType);
  for (const { triggerName, triggerTargetArn, triggerEvents = [] } of triggers) {
    if (!triggerName) throw invalid('A trigger needs a name');
    if (!TOPIC_ARN.test(triggerTargetArn ?? '')) throw invalid(`The target of the trigger ${triggerName} must be the ARN of a topic, got: ${triggerTargetArn}`);
    if (!triggerEvents.length || triggerEvents.some(event => !known.includes(event))) {
      throw invalid(`The events of the trigger ${triggerName} must be among ${known.join(', ')}, got: ${triggerEvents.join(', ') || 'no event'}`);
    }
  }
}
