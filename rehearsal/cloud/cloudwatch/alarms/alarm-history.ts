import { type AlarmHistoryItem, type HistoryItemType } from '@aws-sdk/client-cloudwatch';
import { type AlarmState } from './alarm';

/** The history of all alarms. */
export class AlarmHistory {
  /** Oldest first. */
  private readonly all: AlarmHistoryItem[] = [];

  configured(name: string, type: 'Create' | 'Update' | 'Delete'): void {
    const words = { Create: 'created', Update: 'updated', Delete: 'deleted' };
    this.add(name, 'ConfigurationUpdate', `Alarm "${name}" ${words[type]}`, { type });
  }

  changed(name: string, oldState: AlarmState, newState: AlarmState): void {
    this.add(name, 'StateUpdate', `Alarm updated from ${oldState.value} to ${newState.value}`, { oldState: dataOf(oldState), newState: dataOf(newState) });
  }

  acted(name: string, action: string, failure?: string): void {
    this.add(name, 'Action', `${failure ? 'Failed to execute' : 'Successfully executed'} action ${action}`,
      { actionState: failure ? 'Failed' : 'Succeeded', notificationResource: action, ...(failure && { error: failure }) });
  }

  /** Newest first. */
  list(filter: { name?: string; type?: HistoryItemType; start?: Date; end?: Date }): AlarmHistoryItem[] {
    return this.all.filter(item => (!filter.name || item.AlarmName === filter.name) && (!filter.type || item.HistoryItemType === filter.type)
      && (!filter.start || item.Timestamp! >= filter.start) && (!filter.end || item.Timestamp! <= filter.end)).reverse();
  }

  private add(AlarmName: string, HistoryItemType: HistoryItemType, HistorySummary: string, data: object): void {
    this.all.push({
      AlarmName, AlarmType: 'MetricAlarm', Timestamp: new Date(), HistoryItemType, HistorySummary, HistoryData: JSON.stringify({ version: '1.0', ...data }),
    });
  }
}

function dataOf({ value, reason, reasonData }: AlarmState): object {
  return { stateValue: value, stateReason: reason, ...(reasonData && { stateReasonData: JSON.parse(reasonData) }) };
}
