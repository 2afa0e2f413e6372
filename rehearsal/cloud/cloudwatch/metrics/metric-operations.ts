import {
  type GetMetricDataInput, type GetMetricStatisticsInput, type ListMetricsInput, type MetricDatum, type PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import { distributionOf } from './distribution';
import { type MetricQueries, validatePeriod } from './metric-queries';
import { dimensionsOf, type MetricId, type MetricStore, type Sample, wholePeriods } from './metric-store';
import { parseStatistic } from './statistics';
import { type Operation } from '../../front/aws-json';
import { ServiceError } from '../../front/service-error';
import { type ScaledTime } from '../../scaled-time';

/** "Up to 500 structures" per request (API). */
const MAX_QUERIES = 500;
const MAX_DATUMS = 1000;

/** The operations on metrics, by name. Times are seconds since 1970. */
export function metricOperations(store: MetricStore, queries: MetricQueries, time: ScaledTime): Record<string, Operation> {
  return {
    PutMetricData: input => putMetricData(store, input as PutMetricDataInput),
    GetMetricData: input => getMetricData(queries, input as GetMetricDataInput),
    GetMetricStatistics: input => getMetricStatistics(store, time, input as GetMetricStatisticsInput),
    ListMetrics: input => listMetrics(store, input as ListMetricsInput),
  };
}

function putMetricData(store: MetricStore, { Namespace, MetricData = [] }: PutMetricDataInput): void {
  if (!Namespace) throw missing('Namespace');
  if (Namespace.startsWith('AWS/')) throw new ServiceError('InvalidParameterValueException', 'The value AWS/ for parameter Namespace is invalid.');
  if (MetricData.length > MAX_DATUMS) throw new ServiceError('ValidationException', `MetricData can have ${MAX_DATUMS} members, got: ${MetricData.length}`);
  for (const datum of MetricData) {
    if (!datum.MetricName) throw missing('MetricName');
    const id: MetricId = { namespace: Namespace, metricName: datum.MetricName, dimensions: dimensionsOf(datum.Dimensions) };
    store.add(id, sampleOf(datum));
  }
}

function sampleOf({ MetricName, Timestamp, Value, Values, Counts, StatisticValues }: MetricDatum): Sample {
  const now = Date.now();
  const at = Timestamp === undefined ? now : Number(Timestamp) * 1000;
  const times = { at, visibleAt: now };
  if (Value !== undefined) return { ...times, ...distributionOf([[Value, 1]]) };
  if (Values?.length) {
    if (Counts && Counts.length !== Values.length) throw new ServiceError('InvalidParameterValueException', 'Values and Counts must be of the same size.');
    return { ...times, ...distributionOf(Values.map((value, i) => [value, Counts?.[i] ?? 1] as const)) };
  }
  const { SampleCount, Sum, Minimum, Maximum } = StatisticValues ?? {};
  if (SampleCount === undefined || Sum === undefined || Minimum === undefined || Maximum === undefined) {
    throw new ServiceError('ValidationException', `${MetricName} must have Value, Values or StatisticValues`);
  }
  // If the minimum is the maximum, all values are known.
  const values = Minimum === Maximum ? [[Minimum, SampleCount] as const] : undefined;
  return { ...times, count: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum, values };
}

function getMetricData(queries: MetricQueries, { MetricDataQueries = [], StartTime, EndTime, ScanBy }: GetMetricDataInput) {
  if (MetricDataQueries.length === 0) throw missing('MetricDataQueries');
  if (MetricDataQueries.length > MAX_QUERIES) throw new ServiceError('ValidationException', `MetricDataQueries can have ${MAX_QUERIES} members`);
  const span = spanOf(StartTime, EndTime);
  const results = queries.evaluate(MetricDataQueries, span);
  const oldestFirst = ScanBy === 'TimestampAscending';
  return {
    Messages: [],
    MetricDataResults: MetricDataQueries.filter(({ ReturnData }) => ReturnData ?? true).flatMap(({ Id, Label, MetricStat }) =>
      results.get(Id!)!.map(series => {
        const points = [...series].sort(([a], [b]) => (oldestFirst ? a - b : b - a));
        return {
          Id,
          Label: Label ?? MetricStat?.Metric?.MetricName ?? Id,
          Timestamps: points.map(([start]) => new Date(start)),
          Values: points.map(([, value]) => value),
          StatusCode: 'Complete',
        };
      })),
  };
}

function getMetricStatistics(store: MetricStore, time: ScaledTime, input: GetMetricStatisticsInput) {
  const { Namespace, MetricName, Dimensions, StartTime, EndTime, Period, Statistics = [], ExtendedStatistics = [], Unit } = input;
  if (!Namespace) throw missing('Namespace');
  if (!MetricName) throw missing('MetricName');
  if (!Statistics.length && !ExtendedStatistics.length) throw missing('Statistics');
  validatePeriod(Period);
  const millis = time.millis(Period!);
  const id: MetricId = { namespace: Namespace, metricName: MetricName, dimensions: dimensionsOf(Dimensions) };
  const periods = store.periods(id, wholePeriods(spanOf(StartTime, EndTime), millis), millis);
  const values = (names: readonly string[], distribution: Parameters<ReturnType<typeof parseStatistic>>[0]) =>
    Object.fromEntries(names.map(name => [name, parseStatistic(name)(distribution)]));
  return {
    Label: MetricName,
    Datapoints: [...periods].map(([at, distribution]) => ({
      Timestamp: new Date(at),
      ...values(Statistics, distribution),
      ...(ExtendedStatistics.length ? { ExtendedStatistics: values(ExtendedStatistics, distribution) } : {}),
      Unit: Unit ?? 'None',
    })),
  };
}

function listMetrics(store: MetricStore, { Namespace, MetricName, Dimensions = [] }: ListMetricsInput) {
  const has = (dimensions: MetricId['dimensions']) =>
    Dimensions.every(({ Name, Value }) => Name! in dimensions && (Value === undefined || dimensions[Name!] === Value));
  const fits = ({ namespace, metricName, dimensions }: MetricId) =>
    (!Namespace || namespace === Namespace) && (!MetricName || metricName === MetricName) && has(dimensions);
  return {
    Metrics: store.list().filter(fits).map(({ namespace, metricName, dimensions }) => ({
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
  };
}

function spanOf(start: unknown, end: unknown) {
  if (start === undefined) throw missing('StartTime');
  if (end === undefined) throw missing('EndTime');
  const span = { start: Number(start) * 1000, end: Number(end) * 1000 };
  if (!(span.start < span.end)) throw new ServiceError('ValidationException', 'The parameter StartTime must be less than the parameter EndTime.');
  return span;
}

function missing(parameter: string): ServiceError {
  return new ServiceError('MissingRequiredParameterException', `The parameter ${parameter} is required.`);
}
