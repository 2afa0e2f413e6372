import { type MetricAlarm, type PutMetricAlarmInput, type StateValue } from '@aws-sdk/client-cloudwatch';
import { type AlarmView } from './alarm-view';
import { ACCOUNT, REGION } from '../../account';

/** One state that an alarm was or is in. */
export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON, as CloudWatch or SetAlarmState's caller gave it. */
  readonly reasonData?: string;
  readonly since: Date;
}

export function alarmArn(name: string): string {
  return `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:${name}`;
}

/** An alarm: its settings may change, its state stays over that. */
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

  /** What DescribeAlarms tells. */
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
