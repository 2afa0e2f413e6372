import { type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { COMPARISON_OPERATORS } from './evaluation';
import { ServiceError } from '../../front/service-error';
import { validatePeriod, validateQueries } from '../metrics/metric-queries';
import { parseStatistic } from '../metrics/statistics';

const TREATMENTS = ['breaching', 'notBreaching', 'ignore', 'missing'];
const MAX_ACTIONS = 5;

/** Throws if PutMetricAlarm would refuse the settings. Where AWS documents only the rule, the wording of the message is ours. */
export function validateAlarm(settings: PutMetricAlarmInput): void {
  const { AlarmName, MetricName, Metrics, EvaluationPeriods, DatapointsToAlarm, TreatMissingData, Threshold, ComparisonOperator } = settings;
  if (!AlarmName) throw new ServiceError('MissingRequiredParameterException', 'The parameter AlarmName is required.');
  if (!MetricName === !Metrics?.length) throw invalid('Exactly one of MetricName and Metrics must be specified');
  if (!COMPARISON_OPERATORS.includes(ComparisonOperator!)) {
    throw invalid(`ComparisonOperator must be one of ${COMPARISON_OPERATORS.join(', ')} (the rehearsal has no anomaly detection), got: ${ComparisonOperator}`);
  }
  if (!Number.isFinite(Threshold)) throw invalid(`Threshold must be a number, got: ${Threshold}`);
  if (!whole(EvaluationPeriods)) throw invalid(`EvaluationPeriods must be a whole number of 1 or more, got: ${EvaluationPeriods}`);
  if (DatapointsToAlarm !== undefined && (!whole(DatapointsToAlarm) || DatapointsToAlarm > EvaluationPeriods!)) {
    throw invalid(`DatapointsToAlarm must be between 1 and EvaluationPeriods (${EvaluationPeriods}), got: ${DatapointsToAlarm}`);
  }
  if (TreatMissingData !== undefined && !TREATMENTS.includes(TreatMissingData)) {
    throw invalid(`TreatMissingData must be one of ${TREATMENTS.join(', ')}, got: ${TreatMissingData}`);
  }
  for (const [name, actions = []] of Object.entries(actionsOf(settings))) {
    if (actions.length > MAX_ACTIONS) throw invalid(`${name} can have ${MAX_ACTIONS} members, got: ${actions.length}`);
  }
  if (MetricName) validateMetric(settings);
  else validateExpression(settings);
}

function validateMetric({ Namespace, Statistic, ExtendedStatistic, Period }: PutMetricAlarmInput): void {
  if (!Namespace) throw invalid('Namespace is required with MetricName');
  if (!Statistic === !ExtendedStatistic) throw invalid('Exactly one of Statistic and ExtendedStatistic must be specified');
  parseStatistic((Statistic ?? ExtendedStatistic)!);
  validatePeriod(Period);
}

function validateExpression({ Metrics = [], Statistic, Namespace, Period }: PutMetricAlarmInput): void {
  if (Statistic || Namespace || Period) throw invalid('Namespace, Statistic and Period must not be combined with Metrics');
  validateQueries(Metrics);
  const watched = Metrics.filter(({ ReturnData }) => ReturnData ?? true);
  if (watched.length !== 1) throw invalid(`Exactly one of the Metrics must return data, got: ${watched.map(({ Id }) => Id).join(', ') || 'no metric'}`);
}

export function actionsOf({ AlarmActions, OKActions, InsufficientDataActions }: PutMetricAlarmInput): Record<string, string[] | undefined> {
  return { AlarmActions, OKActions, InsufficientDataActions };
}

/** Length of one period in seconds. */
export function alarmPeriod({ Period, Metrics = [] }: PutMetricAlarmInput): number {
  return Period ?? Math.max(...Metrics.map(query => query.MetricStat?.Period ?? query.Period ?? 60));
}

function whole(value: number | undefined): boolean {
  return Number.isInteger(value) && value! >= 1;
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
