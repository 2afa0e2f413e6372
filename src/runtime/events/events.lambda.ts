import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { type Context } from 'aws-lambda';
import { Announcer } from './announcer';
import { METRICS_NAMESPACE } from '../../protocol/metrics';
import { type DeploymentStateChange } from '../../protocol/rollout-event';

const logger = new Logger({ serviceName: 'canary-events' });
const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'canary-events' });
const codeDeploy = new CodeDeploy({ maxAttempts: 5 });
const eventBridge = new EventBridgeClient({});
const sns = new SNSClient({});

export async function handler(change: DeploymentStateChange, context: Context): Promise<void> {
  logger.resetKeys();
  logger.addContext(context);
  const count = (name: string) => metrics.addMetric(name, MetricUnit.Count, 1);
  try {
    await new Announcer({ codeDeploy, eventBridge, sns, logger, count }).announce(change);
  } finally {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  }
}
