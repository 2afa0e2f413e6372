import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { type CloudFormationCustomResourceEvent, type Context } from 'aws-lambda';
import { Narrator } from './narrator';
import { RolloutProvider } from './provider';
import { METRICS_NAMESPACE } from '../../protocol/metrics';

const logger = new Logger({ serviceName: 'canary-rollout-provider' });
const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'canary-rollout-provider' });
// A call that hangs must not eat the time that is left for the answer.
const client = { maxAttempts: 5, requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true } };
const codeDeploy = new CodeDeploy(client);
const lambda = new LambdaClient(client);
const cloudFormation = new CloudFormationClient(client);
const eventBridge = new EventBridgeClient(client);

export async function handler(request: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  logger.resetKeys();
  logger.addContext(context);
  // Never the request itself: it carries the response URL.
  logger.appendKeys({ requestType: request.RequestType, logicalResourceId: request.LogicalResourceId, stackId: request.StackId });
  const narrator = new Narrator(logger, name => metrics.addMetric(name, MetricUnit.Count, 1));
  try {
    await new RolloutProvider({ codeDeploy, lambda, cloudFormation, eventBridge, narrator, environment: process.env }).handle(request, context);
  } finally {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  }
}
