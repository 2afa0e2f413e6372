import { type Feed } from '../feed';
import { AwsJson } from '../front/aws-json';
import { type PlaneService } from '../front/front';
import { type PlaneRequest } from '../front/request';
import { ServiceError } from '../front/service-error';
import { type Invocation } from '../ministack/invocation';
import { type ScaledTime } from '../scaled-time';
import { AlarmActions, type AlarmActionsProps } from './alarms/alarm-actions';
import { AlarmEvaluator } from './alarms/alarm-evaluator';
import { alarmOperations } from './alarms/alarm-operations';
import { type AlarmView } from './alarms/alarm-view';
import { Alarms } from './alarms/alarms';
import { LambdaMetrics, type MetricDelay } from './metrics/lambda-metrics';
import { metricOperations } from './metrics/metric-operations';
import { MetricQueries } from './metrics/metric-queries';
import { MetricStore } from './metrics/metric-store';

export interface CloudWatchProps extends AlarmActionsProps {
  readonly time: ScaledTime;
  /** Decides how late which numbers come. */
  readonly seed: number;
  readonly delay?: MetricDelay;
  /** What Lambda has measured. */
  readonly invocations: Feed<Invocation>;
  /** Every alarm, each time its state changes. */
  readonly feed: Feed<AlarmView>;
}

/**
 * CloudWatch: metrics and metric alarms.
 *
 * MiniStack counts per function only, ignores the dimensions of alarms and can't evaluate metric math. Dashboards stay with it.
 */
export class CloudWatch implements PlaneService {
  readonly alarms: Alarms;
  private readonly json: AwsJson;
  private readonly evaluator: AlarmEvaluator;
  private readonly actions: AlarmActions;

  constructor(props: CloudWatchProps) {
    const { time, seed, delay, invocations, feed } = props;
    const store = new MetricStore();
    const queries = new MetricQueries(store, time);
    const lambda = new LambdaMetrics(store, time, seed, delay);
    invocations.listen(invocation => lambda.record(invocation));
    this.actions = new AlarmActions(props);
    this.alarms = new Alarms({ feed, actions: this.actions });
    this.evaluator = new AlarmEvaluator(this.alarms, queries, time);
    this.json = new AwsJson({
      target: 'GraniteServiceVersion20100801',
      version: '1.0',
      operations: { ...metricOperations(store, queries, time), ...alarmOperations(this.alarms), ...refused() },
    });
  }

  async serve(request: PlaneRequest): Promise<boolean> {
    if (await this.json.serve(request)) return true;
    // Handed on, an older client would meet MiniStack's alarms: other ones than everybody else sees.
    if (request.service !== 'monitoring' || request.message.headers['x-amz-target']) return false;
    throw new ServiceError('UnsupportedProtocol', 'The rehearsal\'s CloudWatch speaks AWS\'s JSON protocol only (rehearsal/FIDELITY.md)');
  }

  close(): void {
    this.evaluator.close();
    this.actions.close();
  }
}

/** What would touch MiniStack's own alarms and metrics, which nobody sees. */
function refused() {
  const names = ['PutCompositeAlarm', 'PutAnomalyDetector', 'DescribeAlarmsForMetric', 'GetMetricWidgetImage', 'GetInsightRuleReport'];
  return Object.fromEntries(names.map(name => [name, () => {
    throw new ServiceError('UnsupportedOperationException', `The rehearsal does not serve CloudWatch's ${name} (rehearsal/FIDELITY.md)`);
  }]));
}
