import {
  type DescribeAlarmHistoryInput, type DescribeAlarmsInput, type MetricAlarm, type PutMetricAlarmInput, type SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { type Alarms } from './alarms';
import { type Operation } from '../../front/aws-json';
import { ServiceError } from '../../front/service-error';

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** The operations on alarms, by name. */
export function alarmOperations(alarms: Alarms): Record<string, Operation> {
  const enableActions = (enabled: boolean): Operation => ({ AlarmNames = [] }) => {
    for (const name of AlarmNames) alarms.get(name).enableActions(enabled);
  };
  return {
    PutMetricAlarm: input => alarms.put(input as PutMetricAlarmInput),
    DeleteAlarms: ({ AlarmNames }) => alarms.delete(AlarmNames ?? []),
    DescribeAlarms: input => describe(alarms, input as DescribeAlarmsInput),
    DescribeAlarmHistory: input => describeHistory(alarms, input as DescribeAlarmHistoryInput),
    SetAlarmState: input => setState(alarms, input as SetAlarmStateInput),
    EnableAlarmActions: enableActions(true),
    DisableAlarmActions: enableActions(false),
  };
}

function describe(alarms: Alarms, input: DescribeAlarmsInput) {
  const { AlarmNames, AlarmNamePrefix, StateValue, AlarmTypes, ActionPrefix, MaxRecords, NextToken } = input;
  if (AlarmNames && AlarmNamePrefix) throw new ServiceError('InvalidParameterCombinationException', 'AlarmNames and AlarmNamePrefix must not be combined.');
  const ofType = !AlarmTypes || AlarmTypes.includes('MetricAlarm');
  const actsOn = ({ AlarmActions = [], OKActions = [], InsufficientDataActions = [] }: MetricAlarm) =>
    !ActionPrefix || [...AlarmActions, ...OKActions, ...InsufficientDataActions].some(action => action.startsWith(ActionPrefix));
  const found = alarms.list().map(alarm => alarm.description).filter(alarm => ofType && actsOn(alarm)
    && (!AlarmNames || AlarmNames.includes(alarm.AlarmName!)) && alarm.AlarmName!.startsWith(AlarmNamePrefix ?? '')
    && (!StateValue || alarm.StateValue === StateValue));
  const { items, next } = page(found, MaxRecords ?? 50, NextToken);
  return { MetricAlarms: items, CompositeAlarms: [], NextToken: next };
}

function describeHistory(alarms: Alarms, input: DescribeAlarmHistoryInput) {
  const { AlarmName: name, HistoryItemType: type, StartDate, EndDate, AlarmTypes, ScanBy, MaxRecords, NextToken } = input;
  const date = (seconds: unknown) => (seconds === undefined ? undefined : new Date(Number(seconds) * 1000));
  const ofType = !AlarmTypes || AlarmTypes.includes('MetricAlarm');
  const found = ofType ? alarms.history.list({ name, type, start: date(StartDate), end: date(EndDate) }) : [];
  const { items, next } = page(ScanBy === 'TimestampAscending' ? found.reverse() : found, MaxRecords ?? 100, NextToken);
  return { AlarmHistoryItems: items, NextToken: next };
}

/** The state lasts until the next evaluation, which sets the state that the metric leads to. */
function setState(alarms: Alarms, { AlarmName, StateValue, StateReason, StateReasonData }: SetAlarmStateInput): void {
  if (!STATES.includes(StateValue!)) throw new ServiceError('ValidationException', `StateValue must be one of ${STATES.join(', ')}, got: ${StateValue}`);
  if (!StateReason) throw new ServiceError('MissingRequiredParameterException', 'The parameter StateReason is required.');
  if (StateReasonData !== undefined && !isJson(StateReasonData)) throw new ServiceError('InvalidFormatFault', 'StateReasonData is not valid JSON.');
  alarms.change(alarms.get(AlarmName), { value: StateValue!, reason: StateReason, reasonData: StateReasonData });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function page<T>(all: T[], size: number, token?: string): { items: T[]; next?: string } {
  const begin = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(begin) || begin < 0 || begin > all.length) throw new ServiceError('InvalidNextToken', `The token is not valid, got: ${token}`);
  return { items: all.slice(begin, begin + size), next: begin + size < all.length ? String(begin + size) : undefined };
}
