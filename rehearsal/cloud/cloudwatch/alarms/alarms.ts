import { type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { Alarm, type AlarmState, type AlarmView } from './alarm';
import { type AlarmActions } from './alarm-actions';
import { AlarmHistory } from './alarm-history';
import { validateAlarm } from './alarm-settings';
import { type Feed } from '../../feed';
import { ServiceError } from '../../front/service-error';

export interface AlarmsProps {
  /** Every alarm, each time its state changes. */
  readonly feed: Feed<AlarmView>;
  readonly actions: AlarmActions;
}

/** All metric alarms. Every state change causes the same actions and history, whatever its cause. */
export class Alarms {
  readonly history = new AlarmHistory();
  private readonly alarms = new Map<string, Alarm>();

  constructor(private readonly props: AlarmsProps) {}

  put(input: PutMetricAlarmInput): void {
    validateAlarm(input);
    const known = this.alarms.get(input.AlarmName!);
    if (known) known.configure(input);
    else this.alarms.set(input.AlarmName!, new Alarm(input));
    this.history.configured(input.AlarmName!, known ? 'Update' : 'Create');
  }

  /** Deletes all of them, or throws without deleting any if one does not exist. */
  delete(names: readonly string[]): void {
    names.forEach(name => this.get(name));
    for (const name of names) {
      this.alarms.delete(name);
      this.history.configured(name, 'Delete');
    }
  }

  get(name: string | undefined): Alarm {
    const alarm = this.alarms.get(name ?? '');
    if (!alarm) throw new ServiceError('ResourceNotFound', `Unknown alarm: ${name}`, 404);
    return alarm;
  }

  list(): Alarm[] {
    return [...this.alarms.values()];
  }

  /** Sets the state of an alarm; does nothing if the alarm is already in it. */
  change(alarm: Alarm, { value, reason, reasonData }: Omit<AlarmState, 'since'>): void {
    const before = alarm.state;
    if (before.value === value) return;
    alarm.state = { value, reason, reasonData, since: new Date() };
    this.history.changed(alarm.name, before, alarm.state);
    this.props.feed.publish(alarm.view);
    void this.props.actions.carryOut(alarm, before, (action, failure) => this.history.acted(alarm.name, action, failure));
  }
}
