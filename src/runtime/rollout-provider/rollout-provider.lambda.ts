import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { type CloudFormationCustomResourceEvent } from 'aws-lambda';
import { Narrator } from './narrator';
import { RolloutProvider } from './provider';
import { framed } from '../shared/handler';

// A call that hangs must not use up the time that is left for the answer. Adaptive: once throttled, our calls leave the rate to CodeDeploy
// and CloudFormation, whose own calls would fail the deploy.
const requestHandler = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true };
const options = { maxAttempts: 5, retryMode: 'adaptive', requestHandler };
const clients = {
  codeDeploy: new CodeDeploy(options),
  lambda: new LambdaClient(options),
  cloudFormation: new CloudFormationClient(options),
  eventBridge: new EventBridgeClient(options),
};

export const handler = framed('canary-rollout-provider', async (event: CloudFormationCustomResourceEvent, context, { logger, count }) => {
  // Never log the event itself: it carries the response URL.
  logger.appendKeys({ requestType: event.RequestType, logicalResourceId: event.LogicalResourceId, stackId: event.StackId });
  await new RolloutProvider(clients, new Narrator(logger, count), process.env).handle(event, context);
});
