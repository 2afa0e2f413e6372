import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { AlarmWatch } from './alarm-watch';
import { type DeploymentView } from './deployment';
import { DeploymentConfigs } from './deployment-configs';
import { DeploymentGroups } from './deployment-groups';
import { Deployments } from './deployments';
import { Hooks } from './hooks';
import { LiveAlias } from './live-alias';
import { operations } from './operations';
import { Triggers } from './triggers';
import { Feed } from '../feed';
import { AwsJson } from '../front/aws-json';
import { type FrontRequest } from '../front/request';
import { type Service, type ServiceContext } from '../front/service';
import { ServiceError } from '../front/service-error';

/** CodeDeploy for Lambda: applications, deployment groups, configurations, deployments. MiniStack has none of it. */
export class CodeDeploy implements Service {
  readonly configs = new DeploymentConfigs();
  readonly groups = new DeploymentGroups(this.configs);
  readonly deployments: Deployments;
  /** Every deployment, each time anything about it changes. */
  readonly feed = new Feed<DeploymentView>();
  private readonly json: AwsJson;

  constructor({ time, client, putEvent, unkind }: ServiceContext) {
    const { configs, groups, feed } = this;
    const lambda = new LambdaClient(client);
    const hooks = new Hooks(lambda, time);
    this.deployments = new Deployments({
      groups,
      configs,
      hooks,
      time,
      feed,
      putEvent,
      unkind,
      alias: new LiveAlias(lambda),
      alarms: new AlarmWatch(new CloudWatchClient(client), time, unkind),
      triggers: new Triggers(new SNSClient(client)),
    });
    this.json = new AwsJson({
      target: 'CodeDeploy_20141006',
      version: '1.1',
      operations: operations({ groups, configs, hooks, time, unkind, deployments: this.deployments }),
      otherwise: name => {
        throw new ServiceError('UnsupportedOperationException', `The rehearsal does not serve CodeDeploy's ${name} (rehearsal/FIDELITY.md)`);
      },
    });
  }

  serve(request: FrontRequest): Promise<boolean> {
    return this.json.serve(request);
  }

  close(): void {
    this.deployments.close();
  }
}
