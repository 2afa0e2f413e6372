import { type Change, type RolloutView } from './rollout-view';
import { type Screen, timed } from './screen';
import { served } from './summary';
import { TextScreen } from './text-screen';
import { type DeploymentView } from '../cloud/codedeploy/deployment';

/** Prints one line per change, for logs. */
export class PlainScreen extends TextScreen implements Screen {
  private readonly begin = performance.now();
  /** The last line written about each deployment. */
  private readonly written = new Map<string, string>();
  /** The latest view of each deployment that is not written yet. */
  private readonly pending = new Map<string, DeploymentView>();

  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const [result, seconds] = await timed(work);
    this.line(`${title}: done in ${seconds.toFixed(1)} s`);
    return result;
  }

  update(rollout: RolloutView, change?: Change): void {
    // If several things change at once, one line reports them all.
    if (change?.kind === 'deployment') {
      if (!this.pending.size) setImmediate(() => this.writeDeployments());
      this.pending.set(change.view.deploymentId, change.view);
    }
    if (change?.kind === 'alarm') this.event(`alarm ${change.view.alarmName} ${change.view.state}: ${change.view.reason}`);
    if (change?.kind === 'minute' && rollout.deployment) this.event(rollout.versions(rollout.percentage).map(served).join(', '));
  }

  settle(): void {
    this.writeDeployments();
  }

  private writeDeployments(): void {
    for (const view of this.pending.values()) this.deployment(view);
    this.pending.clear();
  }

  private deployment(view: DeploymentView): void {
    const events = view.lifecycleEvents.map(({ name, status }) => `${name} ${status}`).join(', ');
    const text = `${view.deploymentId} ${view.status}: ${events}; ${view.targetVersionWeight} % on version ${view.targetVersion}`;
    if (this.written.get(view.deploymentId) === text) return;
    this.written.set(view.deploymentId, text);
    this.event(text);
  }

  private event(text: string): void {
    if (text) this.line(`${((performance.now() - this.begin) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  }
}
