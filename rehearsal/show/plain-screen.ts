import { type Change, type RolloutState } from './rollout-state';
import { type Screen } from './screen';
import { served } from './summary';
import { TextScreen } from './text-screen';
import { timed } from './timed';
import { type DeploymentView } from '../cloud/codedeploy/deployment';

/** One line per change: for logs. */
export class PlainScreen extends TextScreen implements Screen {
  private readonly begin = performance.now();
  /** The last line about each deployment. */
  private readonly told = new Map<string, string>();
  /** What is known of each deployment and not told yet. */
  private readonly untold = new Map<string, DeploymentView>();

  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const [result, seconds] = await timed(work);
    this.line(`${title}: done in ${seconds.toFixed(1)} s`);
    return result;
  }

  update(state: RolloutState, change?: Change): void {
    // Several things change at once: one line tells them all.
    if (change?.kind === 'deployment') {
      if (!this.untold.size) setImmediate(() => this.tellDeployments());
      this.untold.set(change.view.deploymentId, change.view);
    }
    if (change?.kind === 'alarm') this.event(`alarm ${change.view.alarmName} ${change.view.state}: ${change.view.reason}`);
    if (change?.kind === 'minute' && state.deployment) this.event(state.versions(state.percentage).map(served).join(', '));
  }

  settle(): void {
    this.tellDeployments();
  }

  private tellDeployments(): void {
    for (const view of this.untold.values()) this.deployment(view);
    this.untold.clear();
  }

  private deployment(view: DeploymentView): void {
    const events = view.lifecycleEvents.map(({ name, status }) => `${name} ${status}`).join(', ');
    const text = `${view.deploymentId} ${view.status}: ${events}; ${view.targetVersionWeight} % on version ${view.targetVersion}`;
    if (this.told.get(view.deploymentId) === text) return;
    this.told.set(view.deploymentId, text);
    this.event(text);
  }

  private event(text: string): void {
    if (text) this.line(`${((performance.now() - this.begin) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  }
}
