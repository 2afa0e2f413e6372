import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { type Context } from 'aws-lambda';
import { Gate } from './gate';
import { readSettings } from './settings';
import { type BakeEnd, type CodeDeployHookEvent } from '../../protocol/hook-event';
import { METRICS_NAMESPACE } from '../../protocol/metrics';

const logger = new Logger({ serviceName: 'canary-gate' });
const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'canary-gate' });
const codeDeploy = new CodeDeploy({ maxAttempts: 5 });
// A hook may take all of its fifteen minutes, and is never run again because its answer got lost: the deadline ends the wait.
const lambda = new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 0, socketTimeout: 0 } });
const scheduler = new SchedulerClient({});
const cloudWatch = new CloudWatchClient({});

export async function handler(event: CodeDeployHookEvent | BakeEnd, context: Context): Promise<void> {
  logger.resetKeys();
  logger.addContext(context);
  const count = (name: string) => metrics.addMetric(name, MetricUnit.Count, 1);
  try {
    const gate = new Gate({ codeDeploy, lambda, scheduler, cloudWatch, logger, count }, () => readSettings(process.env));
    await ('kind' in event ? gate.endBake(event, context) : gate.answerHook(event, context));
  } finally {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  }
}
