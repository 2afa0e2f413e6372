import { type AlarmView } from '../../../rehearsal/cloud/cloudwatch/alarms/alarm';
import { type DeploymentView } from '../../../rehearsal/cloud/codedeploy/deployment';
import { Feed } from '../../../rehearsal/cloud/feed';
import { type LocalCloud } from '../../../rehearsal/cloud/local-cloud';
import { type Invocation } from '../../../rehearsal/cloud/ministack/invocation';
import { ScaledTime } from '../../../rehearsal/cloud/scaled-time';
import { type Answer, type Traffic } from '../../../rehearsal/customers/traffic';
import { type Change, RolloutView } from '../../../rehearsal/show/rollout-view';

export const DEPLOYMENT: DeploymentView = {
  deploymentId: 'd-1',
  applicationName: 'a',
  deploymentGroupName: 'g',
  deploymentConfigName: 'c',
  creator: 'CloudFormation',
  status: 'InProgress',
  functionName: 'orders',
  alias: 'live',
  currentVersion: '1',
  targetVersion: '2',
  targetVersionWeight: 0,
  lifecycleEvents: [
    { name: 'BeforeAllowTraffic', status: 'Succeeded' }, { name: 'AllowTraffic', status: 'InProgress' }, { name: 'AfterAllowTraffic', status: 'Pending' },
  ],
  alarmNames: ['errors'],
  createTime: new Date(0),
  startTime: new Date(0),
};

export const ROLLBACK: DeploymentView = {
  ...DEPLOYMENT,
  deploymentId: 'd-2',
  creator: 'codeDeployRollback',
  currentVersion: '2',
  targetVersion: '1',
  rollbackInfo: { rollbackTriggeringDeploymentId: 'd-1' },
};

/** A rollout whose feeds the test fills, without a local cloud. The screens depend on nothing else. */
export class FakeRollout {
  public readonly changes: Change[] = [];
  public readonly rollout: RolloutView;
  private readonly deployments = new Feed<DeploymentView>();
  private readonly alarms = new Feed<AlarmView>();
  private readonly invocations = new Feed<Invocation>();
  private readonly answers = new Feed<Answer>();

  constructor() {
    const { deployments, alarms, invocations, answers } = this;
    const alarm = (alarmName: string): AlarmView => ({ alarmName, state: 'OK', reason: 'all is well', changedAt: new Date(0) });
    const cloud = { deployments, alarms, invocations, alarm, time: new ScaledTime(60) } as unknown as LocalCloud;
    this.rollout = new RolloutView('release 2', cloud, { answers } as unknown as Traffic, change => this.changes.push(change));
  }

  public deployment(change: Partial<DeploymentView>): void {
    this.deployments.publish({ ...DEPLOYMENT, ...change });
  }

  public rollback(change: Partial<DeploymentView>): void {
    this.deployments.publish({ ...ROLLBACK, ...change });
  }

  public alarm(change: Partial<AlarmView>): void {
    this.alarms.publish({ alarmName: 'errors', state: 'ALARM', reason: 'too many', changedAt: new Date(), ...change });
  }

  public invocation(executedVersion: string, change: Partial<Invocation> = {}): void {
    this.invocations.publish({
      functionName: 'orders', alias: 'live', executedVersion, startedAt: 0, durationMs: 10, error: null, log: '', requestId: 'r', ...change,
    });
  }

  public answer(status: number | undefined, retried = false): void {
    this.answers.publish({ status, retried, attempt: 1, startedAt: 0, durationMs: 1 });
  }
}
