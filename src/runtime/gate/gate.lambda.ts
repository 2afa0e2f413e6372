import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { GetAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { Gate } from './gate';
import { readSettings } from './settings';
import { toPosition } from '../../aws/hook-stage';
import { type BakeEnd, type CodeDeployHookEvent } from '../../protocol/hook-event';
import { framed } from '../shared/handler';

const reader = new LambdaClient({ maxAttempts: 5 });

const clients = {
  codeDeploy: new CodeDeploy({ maxAttempts: 5 }),
  // A hook may take fifteen minutes, and a lost answer must not make it run again: no timeout, no retry; the gate's deadline ends the wait.
  lambda: new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 0, socketTimeout: 0 } }),
  readAlias: async (FunctionName: string, Name: string) => toPosition(await reader.send(new GetAliasCommand({ FunctionName, Name }))),
  scheduler: new SchedulerClient({}),
  cloudWatch: new CloudWatchClient({}),
};

export const handler = framed('canary-gate', async (event: CodeDeployHookEvent | BakeEnd, context, frame) => {
  const gate = new Gate({ ...clients, ...frame }, () => readSettings(process.env));
  return 'kind' in event ? gate.endBake(event, context) : gate.answerHook(event, context);
});
