import { type MetricDataQuery, type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { type Alarm } from './alarm';
import { alarmPeriod } from './alarm-settings';
import { type Alarms } from './alarms';
import { type DataPoint, evaluate, EXTRA_PERIODS, reasonDataOf, reasonOf } from './evaluation';
import { type ScaledTime } from '../../scaled-time';
import { type MetricQueries } from '../metrics/metric-queries';

/** "CloudWatch evaluates an alarm every minute." */
const EVERY_SECONDS = 60;
const VALUE = 'value';
const SAMPLES = 'samples';

/** Evaluates every alarm once a minute, on the data that is visible by then. */
export class AlarmEvaluator {
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly alarms: Alarms, private readonly queries: MetricQueries, private readonly time: ScaledTime) {
    this.timer = setInterval(() => this.evaluateAll(), time.millis(EVERY_SECONDS)).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private evaluateAll(): void {
    for (const alarm of this.alarms.list()) {
      try {
        this.evaluate(alarm);
      } catch (error) {
        this.alarms.change(alarm, { value: 'INSUFFICIENT_DATA', reason: (error as Error).message });
      }
    }
  }

  private evaluate(alarm: Alarm): void {
    const settings = { ...alarm.settings, StateValue: alarm.state.value };
    const range = this.range(alarm.settings);
    if (range.some(point => point?.lowSamples) && alarm.settings.EvaluateLowSampleCountPercentile === 'ignore') return;
    const evaluation = evaluate(settings, range);
    const reasonData = JSON.stringify(reasonDataOf(settings, evaluation, alarmPeriod(settings)));
    this.alarms.change(alarm, { value: evaluation.state, reason: reasonOf(settings, evaluation), reasonData });
  }

  /** The periods of the evaluation range that are over, oldest first. */
  private range(settings: PutMetricAlarmInput): ((DataPoint & { lowSamples: boolean }) | undefined)[] {
    const millis = this.time.millis(alarmPeriod(settings));
    const end = Math.floor(Date.now() / millis) * millis;
    const count = settings.EvaluationPeriods! + EXTRA_PERIODS;
    const results = this.queries.evaluate(queriesOf(settings), { start: end - count * millis, end });
    const watched = settings.Metrics?.find(({ ReturnData }) => ReturnData ?? true)?.Id ?? VALUE;
    const [values, ...more] = results.get(watched)!;
    if (more.length) throw new Error(`The expression must give one time series, got: ${more.length + 1}`);
    const [samples] = results.get(SAMPLES) ?? [];
    const starts = Array.from({ length: count }, (_, i) => end - (count - i) * millis);
    return starts.map(start => {
      const value = values.get(start);
      return value === undefined ? undefined : { start, value, lowSamples: hasLowSamples(settings, samples?.get(start)) };
    });
  }
}

function queriesOf({ Metrics, Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic }: PutMetricAlarmInput): MetricDataQuery[] {
  if (Metrics?.length) return Metrics;
  const query = (Id: string, Stat: string) => ({ Id, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat } });
  return [query(VALUE, (Statistic ?? ExtendedStatistic)!), query(SAMPLES, 'SampleCount')];
}

/**
 * Whether the samples are too few for the percentile: fewer than 10/(1 − p), below the median 10/p (user guide, "Percentile-based alarms
 * and low data samples").
 */
function hasLowSamples({ ExtendedStatistic = '' }: PutMetricAlarmInput, samples = Infinity): boolean {
  const [, percent] = /^p([\d.]+)$/.exec(ExtendedStatistic) ?? [];
  if (percent === undefined) return false;
  const p = Number(percent) / 100;
  return samples < 10 / (p >= 0.5 ? 1 - p : p);
}
