import { type MetricAlarm, type PutMetricAlarmCommandInput, type StateValue } from '@aws-sdk/client-cloudwatch';
import { type Subject } from '../subject';

/** An alarm on a metric of its own, which only the test writes. */
export class Alarm {
  /** @param settings as in PutMetricAlarm; by default the alarm fires on a sum of 1 or more in one minute */
  public static async create(subject: Subject, settings: Partial<PutMetricAlarmCommandInput> = {}): Promise<Alarm> {
    const alarm = new Alarm(subject, settings.AlarmName ?? subject.name('alarm'), settings);
    await alarm.update({});
    subject.atEnd(() => subject.cloudWatch.deleteAlarms({ AlarmNames: [alarm.name] }));
    return alarm;
  }

  private constructor(
    private readonly subject: Subject, public readonly name: string, private readonly settings: Partial<PutMetricAlarmCommandInput>,
  ) {}

  /** Puts the alarm again, with these settings changed. */
  public async update(change: Partial<PutMetricAlarmCommandInput>): Promise<void> {
    await this.subject.cloudWatch.putMetricAlarm({
      AlarmName: this.name,
      Namespace: 'Conformance',
      MetricName: this.name,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      ...this.settings,
      ...change,
    });
  }

  public async set(StateValue: StateValue): Promise<void> {
    await this.subject.cloudWatch.setAlarmState({ AlarmName: this.name, StateValue, StateReason: 'set by hand' });
  }

  public async describe(): Promise<MetricAlarm> {
    return (await this.subject.cloudWatch.describeAlarms({ AlarmNames: [this.name] })).MetricAlarms![0];
  }

  /** Waits until the alarm has this state; returns the alarm. */
  public async becomes(state: StateValue): Promise<MetricAlarm> {
    return this.subject.until(`${this.name} must be ${state}`, 8, async () => {
      const alarm = await this.describe();
      return alarm.StateValue === state && alarm;
    });
  }
}
