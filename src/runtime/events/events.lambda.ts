import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { Announcer } from './announcer';
import { type DeploymentStateChange } from '../../protocol/rollout-event';
import { framed } from '../shared/handler';

const clients = { codeDeploy: new CodeDeploy({ maxAttempts: 5 }), eventBridge: new EventBridgeClient({}), sns: new SNSClient({}) };

export const handler = framed('canary-events', async (change: DeploymentStateChange, _context, frame) =>
  new Announcer({ ...clients, ...frame }).announce(change));
