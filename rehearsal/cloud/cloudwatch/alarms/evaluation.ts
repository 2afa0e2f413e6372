import { type MetricAlarm, type StateValue } from '@aws-sdk/client-cloudwatch';

/**
 * CloudWatch retrieves more periods than it evaluates, so that late data still counts: five if it evaluates three.
 *
 * For other numbers of periods the surplus is undocumented (CloudWatch user guide, "Configuring how alarms treat missing data").
 */
export const EXTRA_PERIODS = 2;

/** One period of a metric or an expression. */
export interface DataPoint {
  /** When the period starts: milliseconds since 1970, wall clock. */
  readonly start: number;
  readonly value: number;
}

/** The state that the data points lead to, and the points that were considered. */
export interface Evaluation {
  readonly state: StateValue;
  /** Most recent first, at most `EvaluationPeriods`; without periods that have no data. */
  readonly points: readonly DataPoint[];
}

/** The settings of an alarm that an evaluation needs. */
export type EvaluationSettings =
  Pick<MetricAlarm, 'ComparisonOperator' | 'Threshold' | 'EvaluationPeriods' | 'DatapointsToAlarm' | 'TreatMissingData' | 'StateValue'>;

interface Comparison {
  readonly crosses: (value: number, threshold: number) => boolean;
  readonly words: string;
}

const COMPARISONS: Record<string, Comparison> = {
  GreaterThanThreshold: { crosses: (value, threshold) => value > threshold, words: 'greater than' },
  GreaterThanOrEqualToThreshold: { crosses: (value, threshold) => value >= threshold, words: 'greater than or equal to' },
  LessThanThreshold: { crosses: (value, threshold) => value < threshold, words: 'less than' },
  LessThanOrEqualToThreshold: { crosses: (value, threshold) => value <= threshold, words: 'less than or equal to' },
};

export const COMPARISON_OPERATORS = Object.keys(COMPARISONS);

function breaches({ ComparisonOperator, Threshold }: EvaluationSettings, { value }: DataPoint): boolean {
  return COMPARISONS[ComparisonOperator!].crosses(value, Threshold!);
}

/**
 * The state of an alarm by the rules of the CloudWatch user guide: M out of N, with as few missing periods as the range allows.
 *
 * @param range one entry for each period of the evaluation range, oldest first; undefined: no data
 */
export function evaluate(settings: EvaluationSettings, range: readonly (DataPoint | undefined)[]): Evaluation {
  const needed = settings.EvaluationPeriods!;
  const toAlarm = settings.DatapointsToAlarm ?? needed;
  const newestFirst = range.toReversed();
  const points = newestFirst.filter(point => point !== undefined).slice(0, needed);
  const breaching = points.filter(point => breaches(settings, point)).length;
  const found = (state: StateValue): Evaluation => ({ state, points });
  if (breaching >= toAlarm) return found('ALARM');
  const missing = needed - points.length;
  const treatment = settings.TreatMissingData ?? 'missing';
  if (missing === 0 || treatment === 'notBreaching') return found('OK');
  if (treatment === 'breaching') return found(breaching + missing >= toAlarm ? 'ALARM' : 'OK');
  // One period within the threshold is enough for OK. If all points breach but are too few, the treatment decides.
  if (breaching < points.length) return found('OK');
  if (treatment === 'ignore') return found(settings.StateValue!);
  // To ALARM if "the oldest available breaching datapoint is at least as old as the value of Datapoints to Alarm, and all other more
  // recent data points are breaching or missing".
  const oldest = newestFirst.findLastIndex(point => point !== undefined) + 1;
  return found(points.length > 0 && oldest >= toAlarm ? 'ALARM' : 'INSUFFICIENT_DATA');
}

/** Why the alarm is in this state, in CloudWatch's words, with the decisive values. */
export function reasonOf(settings: EvaluationSettings, { state, points }: Evaluation): string {
  const { EvaluationPeriods: needed = 1, DatapointsToAlarm: toAlarm = needed, TreatMissingData: treatment } = settings;
  const alarmed = state === 'ALARM';
  const decisive = points.filter(point => breaches(settings, point) === alarmed);
  if (!decisive.length) {
    const treated = { breaching: 'Breaching', notBreaching: 'NonBreaching' }[treatment!];
    return `Insufficient Data: no datapoints were received for ${count(needed, 'period')}`
      + (treated ? ` and missing datapoints were treated as [${treated}]` : '');
  }
  const values = decisive.map(({ start, value }) => `${value} (${new Date(start).toISOString()})`).join(', ');
  const verb = `${decisive.length === 1 ? 'was' : 'were'} ${alarmed ? '' : 'not '}${COMPARISONS[settings.ComparisonOperator!].words}`;
  return `Threshold Crossed: ${decisive.length} out of the last ${count(needed, 'datapoint')} [${values}] ${verb} the threshold (${settings.Threshold}) `
    + `(minimum ${count(toAlarm, 'datapoint')} for ${alarmed ? 'OK -> ALARM' : 'ALARM -> OK'} transition).`;
}

/** The same reason as data. */
export function reasonDataOf(settings: EvaluationSettings, { points }: Evaluation, period: number): object {
  return {
    version: '1.0',
    queryDate: new Date().toISOString(),
    period,
    threshold: settings.Threshold,
    recentDatapoints: points.map(({ value }) => value).reverse(),
    evaluatedDatapoints: points.map(({ start, value }) => ({ timestamp: new Date(start).toISOString(), value })),
  };
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
