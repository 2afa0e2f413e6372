import { type LocalCloud } from '../local-cloud';
import { type DeploymentView } from '../plane/codedeploy/deployment';
import { type Answer, type Traffic } from '../traffic';

/** Requests that each version answered. */
export type Served = ReadonlyMap<string, number>;

/** A rollout as its spectators see it: what CodeDeploy does and what customers get. */
export class RolloutState {
  /** The deployment that a release started; absent: none yet. */
  deployment?: DeploymentView;
  /** The deployment that undoes it; absent: none. */
  rollback?: DeploymentView;
  failedRequests = 0;
  private readonly servedAt = new Map<number, Map<string, number>>();
  private readonly unsubscribe: (() => void)[];

  /** Follows the next deployment of the cloud, and the traffic from now on. */
  constructor(readonly cloud: LocalCloud, traffic: Traffic, private readonly onChange: () => void) {
    this.unsubscribe = [cloud.deployments.listen(view => this.see(view)), traffic.answers.listen(answer => this.count(answer))];
  }

  /** While the new version had so many percent of the traffic; without a number: all the time. */
  served(percentage?: number): Served {
    const all = percentage === undefined ? [...this.servedAt.values()] : [this.servedAt.get(percentage) ?? new Map<string, number>()];
    const total = new Map<string, number>();
    for (const counts of all) for (const [version, count] of counts) total.set(version, (total.get(version) ?? 0) + count);
    return total;
  }

  /** The percentages at which the new version was, in order. */
  get percentages(): number[] {
    return [...this.servedAt.keys()];
  }

  close(): void {
    for (const end of this.unsubscribe) end();
  }

  private see(view: DeploymentView): void {
    if (view.rollbackInfo?.rollbackTriggeringDeploymentId) this.rollback = view;
    else this.deployment = view;
    this.onChange();
  }

  private count({ status, version }: Answer): void {
    if (status === undefined || status >= 500) this.failedRequests++;
    if (version === undefined) return;
    const percentage = this.rollback ? 0 : this.deployment?.targetVersionWeight ?? 0;
    const counts = this.servedAt.get(percentage) ?? new Map<string, number>();
    this.servedAt.set(percentage, counts.set(version, (counts.get(version) ?? 0) + 1));
  }
}
