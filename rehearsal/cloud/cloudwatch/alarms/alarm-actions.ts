import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type Alarm, type AlarmState } from './alarm';
import { functionEvent, stateChangeEvent, topicMessage, type TopicMessage } from './alarm-messages';
import { type ServiceEvent } from '../../ministack/ministack';

export interface AlarmActionsProps {
  readonly sns: SNSClient;
  readonly lambda: LambdaClient;
  /** Sends an event to EventBridge. */
  readonly putEvent: (event: ServiceEvent) => void;
}

/** Reacts to a change of an alarm's state: always sends an event, and carries out the alarm's actions if they are enabled. */
export class AlarmActions {
  private closed = false;

  constructor(private readonly props: AlarmActionsProps) {}

  async carryOut(alarm: Alarm, before: AlarmState, done: (action: string, failure?: string) => void): Promise<void> {
    if (this.closed) return;
    this.props.putEvent(stateChangeEvent(alarm, before));
    const { ActionsEnabled = true, AlarmActions: onAlarm, OKActions: onOk, InsufficientDataActions: onInsufficientData } = alarm.settings;
    const actions = { ALARM: onAlarm, OK: onOk, INSUFFICIENT_DATA: onInsufficientData }[alarm.state.value] ?? [];
    if (!ActionsEnabled) return;
    // Composed now: the state may change again while the actions are carried out.
    const message = topicMessage(alarm, before);
    const event = functionEvent(alarm, before);
    await Promise.all(actions.map(action => this.act(action, message, event).then(() => done(action), error => done(action, error.message))));
  }

  close(): void {
    this.closed = true;
  }

  private async act(action: string, message: TopicMessage, event: object): Promise<void> {
    const { sns, lambda } = this.props;
    if (action.includes(':sns:')) {
      // "Up to 100 characters long" (SNS).
      const Subject = `${message.NewStateValue}: "${message.AlarmName}" in US East (N. Virginia)`.slice(0, 100);
      await sns.send(new PublishCommand({ TopicArn: action, Subject, Message: JSON.stringify(message) }));
    } else if (action.includes(':lambda:')) {
      await lambda.send(new InvokeCommand({ FunctionName: action, InvocationType: 'Event', Payload: JSON.stringify(event) }));
    } else {
      throw new Error('the rehearsal carries out only actions on SNS topics and Lambda functions (rehearsal/FIDELITY.md)');
    }
  }
}
