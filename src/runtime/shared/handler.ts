import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Context } from 'aws-lambda';

/** CloudWatch namespace of the metrics that our handlers write. */
const METRICS_NAMESPACE = 'CanaryLambda';

/** What `framed` gives to the work of each invocation. */
export interface Frame {
  readonly logger: Logger;
  /** Adds 1 to a metric. */
  readonly count: (metric: string) => void;
}

/**
 * Makes a Lambda handler of `work`: keys that `work` appends to the logger last for one invocation, and counted metrics are
 * published even if `work` throws.
 *
 * The frame never logs the event: with the response URL in CloudFormation's event, a reader of the log could answer in our place.
 *
 * @param service names the handler in its log lines and metrics
 */
export function framed<Event, Result>(
  service: string, work: (event: Event, context: Context, frame: Frame) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: service });
  const frame: Frame = { logger, count: metric => metrics.addMetric(metric, MetricUnit.Count, 1) };
  return async (event, context) => {
    logger.resetKeys();
    logger.addContext(context);
    try {
      return await work(event, context, frame);
    } finally {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    }
  };
}
