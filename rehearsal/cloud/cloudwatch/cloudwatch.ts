import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { Feed } from '../feed';
import { type AlarmView } from './alarms/alarm';
import { AlarmActions } from './alarms/alarm-actions';
import { AlarmEvaluator } from './alarms/alarm-evaluator';
import { alarmOperations } from './alarms/alarm-operations';
import { Alarms } from './alarms/alarms';
import { LambdaMetrics, type MetricDelay } from './metrics/lambda-metrics';
import { metricOperations } from './metrics/metric-operations';
import { MetricQueries } from './metrics/metric-queries';
import { MetricStore } from './metrics/metric-store';
import { AwsJson } from '../front/aws-json';
import { type FrontRequest } from '../front/request';
import { type Service, type ServiceContext } from '../front/service';
import { ServiceError } from '../front/service-error';

export interface CloudWatchProps {
  /** How late Lambda's metrics are. @default METRIC_DELAY */
  readonly delay?: MetricDelay;
}

/**
 * CloudWatch: metrics and metric alarms.
 *
 * MiniStack counts per function only, ignores the dimensions of alarms and can't evaluate metric math. It still serves dashboards.
 */
export class CloudWatch implements Service {
  readonly alarms: Alarms;
  /** Every alarm, each time its state changes. */
  readonly feed = new Feed<AlarmView>();
  private readonly json: AwsJson;
  private readonly evaluator: AlarmEvaluator;
  private readonly actions: AlarmActions;

  constructor({ time, seed, client, invocations, putEvent, unkind }: ServiceContext, { delay }: CloudWatchProps = {}) {
    const store = new MetricStore();
    const queries = new MetricQueries(store, time);
    const lambda = new LambdaMetrics(store, time, seed, delay, unkind);
    invocations.listen(invocation => lambda.record(invocation));
    this.actions = new AlarmActions({ sns: new SNSClient(client), lambda: new LambdaClient(client), putEvent });
    this.alarms = new Alarms({ feed: this.feed, actions: this.actions });
    this.evaluator = new AlarmEvaluator(this.alarms, queries, time);
    this.json = new AwsJson({
      target: 'GraniteServiceVersion20100801',
      version: '1.0',
      operations: { ...metricOperations(store, queries, time), ...alarmOperations(this.alarms), ...refused() },
    });
  }

  async serve(request: FrontRequest): Promise<boolean> {
    if (await this.json.serve(request)) return true;
    // MiniStack must not answer older clients: it would show them its own alarms instead of the ones that all other clients see.
    if (request.service !== 'monitoring' || request.message.headers['x-amz-target']) return false;
    throw new ServiceError('UnsupportedProtocol', 'The rehearsal\'s CloudWatch supports only AWS\'s JSON protocol (rehearsal/FIDELITY.md)');
  }

  close(): void {
    this.evaluator.close();
    this.actions.close();
  }
}

/** Operations that would act on MiniStack's own alarms and metrics, which no other operation shows. */
function refused() {
  const names = ['PutCompositeAlarm', 'PutAnomalyDetector', 'DescribeAlarmsForMetric', 'GetMetricWidgetImage', 'GetInsightRuleReport'];
  return Object.fromEntries(names.map(name => [name, () => {
    throw new ServiceError('UnsupportedOperationException', `The rehearsal does not serve CloudWatch's ${name} (rehearsal/FIDELITY.md)`);
  }]));
}
