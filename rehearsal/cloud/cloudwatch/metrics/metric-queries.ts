import { type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { metricId, type MetricStore, type Span, wholePeriods } from './metric-store';
import { parseStatistic } from './statistics';
import { ServiceError } from '../../front/service-error';
import { type ScaledTime } from '../../scaled-time';
import { evaluateExpression, queriesIn } from '../math/expression';
import { isSeries, type MathContext, MathError, type Series, type Value } from '../math/value';

const ID = /^[a-z][a-zA-Z0-9_]*$/;

/** Evaluates metric queries, including expressions, over a span of time. */
export class MetricQueries {
  constructor(private readonly store: MetricStore, private readonly time: ScaledTime) {}

  /** @returns the result of each query by its ID */
  evaluate(queries: readonly MetricDataQuery[], span: Span): ReadonlyMap<string, readonly Series[]> {
    validateQueries(queries);
    const results = new Map<string, readonly Series[]>();
    const visiting = new Set<string>();
    const resultOf = (id: string): readonly Series[] => {
      const query = queries.find(one => one.Id === id);
      if (!query) throw invalid(`Error in expression: no query has the Id ${id}`);
      if (visiting.has(id)) throw invalid(`Error in expression: ${id} refers to itself`);
      visiting.add(id);
      if (!results.has(id)) results.set(id, query.MetricStat ? [this.metric(query, span)] : this.expression(query, queries, span, resultOf));
      visiting.delete(id);
      return results.get(id)!;
    };
    for (const { Id } of queries) resultOf(Id!);
    return results;
  }

  private metric({ MetricStat }: MetricDataQuery, span: Span): Series {
    const statistic = parseStatistic(MetricStat!.Stat!);
    const periods = this.store.periods(metricId(MetricStat!.Metric!), this.aligned(span, MetricStat!.Period!), this.time.millis(MetricStat!.Period!));
    return new Map([...periods].flatMap(([start, distribution]) => {
      const value = statistic(distribution);
      return value === undefined ? [] : [[start, value] as const];
    }));
  }

  private expression(
    { Id, Expression, Period }: MetricDataQuery, queries: readonly MetricDataQuery[], span: Span, resultOf: (id: string) => readonly Series[],
  ): readonly Series[] {
    const period = Period ?? periodOf(queries);
    const millis = this.time.millis(period);
    const { start, end } = this.aligned(span, period);
    const context: MathContext = {
      period,
      periods: Array.from({ length: Math.max(0, Math.ceil((end - start) / millis)) }, (_, i) => start + i * millis),
      query: id => {
        const all = resultOf(id);
        return all.length === 1 ? all[0] : all;
      },
      metrics: part => queries.filter(one => one.MetricStat && one.Id!.includes(part)).flatMap(one => resultOf(one.Id!)),
    };
    try {
      return seriesOf(evaluateExpression(Expression!, context));
    } catch (error) {
      if (error instanceof MathError) throw invalid(`Error in expression '${Id}': ${error.message}`);
      throw error;
    }
  }

  private aligned(span: Span, period: number): Span {
    return wholePeriods(span, this.time.millis(period));
  }
}

/** The period of an expression is the longest period of the metrics. */
function periodOf(queries: readonly MetricDataQuery[]): number {
  return Math.max(...queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 60));
}

function seriesOf(value: Value): readonly Series[] {
  if (typeof value === 'number') throw new MathError('the result must be a time series, got: a number');
  return isSeries(value) ? [value] : value;
}

export function validateQueries(queries: readonly MetricDataQuery[]): void {
  const ids = queries.map(({ Id }) => Id ?? '');
  const bad = ids.find(id => !ID.test(id));
  if (bad !== undefined) throw invalid(`The values for parameter Id must begin with a lower-case letter and contain only letters, digits and _, got: ${bad}`);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice) throw invalid(`The values for parameter Id in MetricDataQueries must be unique, got twice: ${twice}`);
  for (const { Id, MetricStat, Expression } of queries) {
    if (!MetricStat === !Expression) throw invalid(`Query ${Id} must have either MetricStat or Expression`);
    if (MetricStat && !(MetricStat.Metric?.Namespace && MetricStat.Metric.MetricName && MetricStat.Stat)) {
      throw invalid(`MetricStat of ${Id} must have a namespace, a metric name and a Stat`);
    }
    if (MetricStat) validatePeriod(MetricStat.Period);
    if (Expression) checkExpression(Id!, Expression, ids);
  }
}

function checkExpression(id: string, expression: string, ids: readonly string[]): void {
  try {
    const unknown = queriesIn(expression).find(name => !ids.includes(name));
    if (unknown) throw new MathError(`unknown Id or keyword: ${unknown}`);
  } catch (error) {
    throw invalid(`Error in expression '${id}': ${(error as Error).message}`);
  }
}

/** 1, 5, 10, 20, 30 or a multiple of 60 (API). */
export function validatePeriod(period: number | undefined): void {
  if (period !== undefined && ([1, 5, 10, 20, 30].includes(period) || (Number.isInteger(period) && period > 0 && period % 60 === 0))) return;
  throw new ServiceError('InvalidParameterValueException', `Period must be 1, 5, 10, 20, 30 or a multiple of 60, got: ${period}`);
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
