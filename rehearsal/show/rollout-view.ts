import { AliasCounts, type VersionCounts } from './version-counts';
import { type AlarmView } from '../cloud/cloudwatch/alarms/alarm';
import { type DeploymentView } from '../cloud/codedeploy/deployment';
import { type LocalCloud } from '../cloud/local-cloud';
import { type Invocation } from '../cloud/ministack/invocation';
import { type Answer, failed, type Traffic } from '../customers/traffic';

/** How customers were served. */
export interface CustomerCounts {
  readonly requests: number;
  readonly failed: number;
  /** Failed requests after which the customer gave up. */
  readonly givenUp: number;
}

export type Change =
  | { readonly kind: 'deployment'; readonly view: DeploymentView }
  | { readonly kind: 'alarm'; readonly view: AlarmView }
  | { readonly kind: 'minute' };

/** A rollout as the screens show it: what CodeDeploy does, the state of the alarms, how customers are served. */
export class RolloutView {
  /** The deployment that the release started; absent: not started yet. */
  deployment?: DeploymentView;
  /** The rollback deployment; absent: no rollback was started. */
  rollback?: DeploymentView;
  customers: CustomerCounts = { requests: 0, failed: 0, givenUp: 0 };
  /** When the new version first got traffic. */
  shiftedAt?: Date;
  /** When the new version was detected as bad: when an alarm fired or, without an alarm, when the deployment ended early. */
  detectedAt?: Date;
  /** When all traffic was on the old version again. */
  backAt?: Date;
  private readonly fired = new Map<string, AlarmView>();
  /** Counts by function, alias and the new version's percentage at the time; a key without a percentage has the totals. */
  private readonly counts = new Map<string, AliasCounts>();
  private readonly percentagesSeen = new Set<number>();
  private readonly unsubscribe: (() => void)[];

  /** Follows the next deployment in the cloud, and the traffic from now on. */
  constructor(readonly release: string, readonly cloud: LocalCloud, traffic: Traffic, private readonly onChange: (change: Change) => void) {
    const minute = setInterval(() => this.onChange({ kind: 'minute' }), cloud.time.millis(60));
    this.unsubscribe = [
      cloud.deployments.listen(view => this.seeDeployment(view)),
      cloud.alarms.listen(view => this.seeAlarm(view)),
      cloud.invocations.listen(invocation => this.count(invocation)),
      traffic.answers.listen(answer => this.answer(answer)),
      () => clearInterval(minute),
    ];
  }

  /** Percentage of the traffic that the new version has now. */
  get percentage(): number {
    // A rollback flips the alias at once. Until then the traffic stays where the rollout left it.
    return this.rollback?.targetVersionWeight === 100 ? 0 : this.deployment?.targetVersionWeight ?? 0;
  }

  /** The percentages between 0 and 100 that the new version had, in order. */
  get percentages(): number[] {
    return [...this.percentagesSeen].filter(percentage => percentage > 0 && percentage < 100);
  }

  /** What each version served while the new version had this percentage of the traffic; without a percentage: in total. */
  versions(percentage?: number): VersionCounts[] {
    if (!this.deployment) return [];
    const { functionName, alias } = this.deployment;
    return this.counts.get([functionName, alias, percentage].join(':'))?.list() ?? [];
  }

  /** The current state of the alarms that can stop the rollout. */
  get alarms(): AlarmView[] {
    return (this.deployment?.alarmNames ?? []).flatMap(name => this.fired.get(name) ?? this.cloud.alarm(name) ?? []);
  }

  close(): void {
    for (const end of this.unsubscribe) end();
  }

  private seeDeployment(view: DeploymentView): void {
    const now = new Date();
    if (view.rollbackInfo?.rollbackTriggeringDeploymentId) {
      this.rollback = view;
      if (view.targetVersionWeight === 100) this.backAt ??= now;
    } else {
      this.deployment = view;
      if (view.targetVersionWeight > 0) this.shiftedAt ??= now;
      if (view.status === 'Failed' || view.status === 'Stopped') this.detectedAt ??= now;
    }
    this.percentagesSeen.add(this.percentage);
    this.onChange({ kind: 'deployment', view });
  }

  private seeAlarm(view: AlarmView): void {
    this.fired.set(view.alarmName, view);
    if (!this.deployment?.alarmNames.includes(view.alarmName)) return;
    if (view.state === 'ALARM') this.detectedAt ??= view.changedAt;
    this.onChange({ kind: 'alarm', view });
  }

  private count(invocation: Invocation): void {
    if (!invocation.alias) return;
    const alias = [invocation.functionName, invocation.alias];
    for (const key of [[...alias, undefined].join(':'), [...alias, this.percentage].join(':')]) {
      if (!this.counts.has(key)) this.counts.set(key, new AliasCounts());
      this.counts.get(key)!.add(invocation);
    }
  }

  private answer(answer: Answer): void {
    const { requests, failed: failures, givenUp } = this.customers;
    this.customers = {
      requests: requests + 1,
      failed: failures + Number(failed(answer)),
      givenUp: givenUp + Number(failed(answer) && !answer.retried),
    };
  }
}
