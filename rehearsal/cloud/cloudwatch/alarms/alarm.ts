import { type MetricAlarm, type PutMetricAlarmInput, type StateValue } from '@aws-sdk/client-cloudwatch';
import { ACCOUNT, REGION } from '../../account';

/** An alarm at one moment: what the feed carries and the terminal shows. */
export interface AlarmView {
  readonly alarmName: string;
  readonly state: StateValue;
  /** Why it is in this state, in CloudWatch's words. */
  readonly reason: string;
  /** When it entered this state, on the wall clock. */
  readonly changedAt: Date;
}

/** A state that an alarm is or was in. */
export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON, from CloudWatch or from the caller of SetAlarmState. */
  readonly reasonData?: string;
  readonly since: Date;
}

export function alarmArn(name: string): string {
  return `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`;
}

/** An alarm. Its state survives a change of its settings. */
export class Alarm {
  configuredAt = new Date();
  state: AlarmState = { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', since: new Date() };

  constructor(private input: PutMetricAlarmInput) {}

  get name(): string {
    return this.input.AlarmName!;
  }

  get settings(): PutMetricAlarmInput {
    return this.input;
  }

  /** "When you update an existing alarm, its state is left unchanged" (API). */
  configure(input: PutMetricAlarmInput): void {
    this.input = input;
    this.configuredAt = new Date();
  }

  enableActions(ActionsEnabled: boolean): void {
    this.input = { ...this.input, ActionsEnabled };
  }

  get view(): AlarmView {
    return { alarmName: this.name, state: this.state.value, reason: this.state.reason, changedAt: this.state.since };
  }

  /** What DescribeAlarms returns. */
  get description(): MetricAlarm {
    const { Tags, ...settings } = this.input;
    return {
      AlarmActions: [],
      OKActions: [],
      InsufficientDataActions: [],
      Dimensions: [],
      ...settings,
      ActionsEnabled: settings.ActionsEnabled ?? true,
      AlarmArn: alarmArn(this.name),
      AlarmConfigurationUpdatedTimestamp: this.configuredAt,
      StateValue: this.state.value,
      StateReason: this.state.reason,
      StateReasonData: this.state.reasonData,
      StateUpdatedTimestamp: this.state.since,
      StateTransitionedTimestamp: this.state.since,
    };
  }
}
