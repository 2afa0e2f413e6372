import { type Alarm, alarmArn, type AlarmState } from './alarm';
import { alarmPeriod } from './alarm-settings';
import { ACCOUNT, REGION } from '../../account';
import { type ServiceEvent } from '../../ministack/ministack';

/** The event that EventBridge gets for a change (CloudWatch user guide, "Alarm events and EventBridge"). */
export function stateChangeEvent(alarm: Alarm, before: AlarmState): ServiceEvent {
  return {
    Source: 'aws.cloudwatch',
    DetailType: 'CloudWatch Alarm State Change',
    Resources: [alarmArn(alarm.name)],
    Detail: JSON.stringify(alarmData(alarm, before)),
  };
}

/** The event that a function gets as an alarm's action. */
export function functionEvent(alarm: Alarm, before: AlarmState): object {
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarmArn(alarm.name),
    accountId: ACCOUNT,
    region: REGION,
    time: alarm.state.since.toISOString(),
    alarmData: alarmData(alarm, before),
  };
}

export interface TopicMessage {
  readonly AlarmName: string;
  readonly NewStateValue: string;
  readonly [field: string]: unknown;
}

/** The message that an SNS topic gets. */
export function topicMessage({ name, state, settings, configuredAt }: Alarm, before: AlarmState): TopicMessage {
  const { AlarmDescription, Metrics, Dimensions = [], Namespace, MetricName, Period, EvaluationPeriods, DatapointsToAlarm, Threshold } = settings;
  const { Statistic, ExtendedStatistic, ComparisonOperator, TreatMissingData, EvaluateLowSampleCountPercentile } = settings;
  const metric = {
    MetricName,
    Namespace,
    ...(Statistic ? { StatisticType: 'Statistic', Statistic: Statistic.toUpperCase() } : { StatisticType: 'ExtendedStatistic', ExtendedStatistic }),
    Dimensions: Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })),
    Period,
  };
  return {
    AlarmName: name,
    AlarmDescription: AlarmDescription ?? null,
    AWSAccountId: ACCOUNT,
    AlarmConfigurationUpdatedTimestamp: configuredAt.toISOString(),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: state.since.toISOString(),
    Region: 'US East (N. Virginia)',
    AlarmArn: alarmArn(name),
    OldStateValue: before.value,
    Trigger: {
      ...(Metrics ? { Metrics } : metric),
      EvaluationPeriods,
      DatapointsToAlarm: DatapointsToAlarm ?? EvaluationPeriods,
      ComparisonOperator,
      Threshold,
      TreatMissingData: TreatMissingData ?? 'missing',
      EvaluateLowSampleCountPercentile: EvaluateLowSampleCountPercentile ?? '',
    },
  };
}

function alarmData({ name, state, settings }: Alarm, before: AlarmState): object {
  return {
    alarmName: name,
    state: stateData(state),
    previousState: stateData(before),
    configuration: { description: settings.AlarmDescription, metrics: metricsOf(settings) },
  };
}

function metricsOf(settings: Alarm['settings']): object[] {
  const { Metrics, Namespace: namespace, MetricName: name, Dimensions = [], Statistic, ExtendedStatistic } = settings;
  if (Metrics) {
    return Metrics.map(({ Id: id, Expression: expression, Label: label, ReturnData: returnData = true }) => ({ id, expression, label, returnData }));
  }
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const metricStat = { metric: { namespace, name, dimensions }, period: alarmPeriod(settings), stat: Statistic ?? ExtendedStatistic };
  return [{ id: 'm1', metricStat, returnData: true }];
}

function stateData({ value, reason, reasonData, since }: AlarmState): object {
  return { value, reason, ...(reasonData && { reasonData }), timestamp: since.toISOString() };
}
