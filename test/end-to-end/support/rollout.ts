import { type ShopProps } from './shop';
import { type Stage } from './stage';
import { type DeploymentView } from '../../../rehearsal/cloud/codedeploy/deployment';
import { type Answer, failed, Traffic } from '../../../rehearsal/customers/traffic';
import { eventually } from '../../rehearsal/support/traces';

/** An announcement and its channel: `event STARTED`, `message STARTED` … */
export type Announcement = `${'event' | 'message'} ${'STARTED' | 'SUCCEEDED' | 'FAILED' | 'ROLLED_BACK'}`;

/** These states on both channels, which announce the same. */
export const announced = (...states: ('STARTED' | 'SUCCEEDED' | 'FAILED' | 'ROLLED_BACK')[]): Announcement[] =>
  states.flatMap(state => [`event ${state}`, `message ${state}`] as const);

/** A shop with a live first release and customers, ready for further releases. */
export class ShopOnStage {
  /** @param common what the releases of this shop have in common */
  public static async open(stage: Stage, common: Omit<ShopProps, 'release'> = {}): Promise<ShopOnStage> {
    const name = stage.name('Shop');
    const shop = new ShopOnStage(stage, name, common);
    await shop.release({});
    const { outputs } = await stage.describe(name);
    shop.traffic = Traffic.start({ url: stage.cloud.localUrl(outputs.Url), rate: 20 });
    await shop.traffic.answers.waitFor(answer => answer.status === 200);
    return shop;
  }

  private traffic!: Traffic;
  private releases = 0;
  /** How many announcements have been checked. */
  private checked = 0;

  private constructor(private readonly stage: Stage, public readonly name: string, private readonly common: Omit<ShopProps, 'release'>) {}

  /** `cdk deploy` of the next release. */
  public async release(change: Partial<ShopProps>): Promise<void> {
    await this.stage.deploy(this.name, { release: ++this.releases, ...this.common, ...change });
  }

  /** The same for a release that must fail; returns the CLI's message. */
  public async failingRelease(change: Partial<ShopProps>): Promise<string> {
    return this.release(change).then(() => {
      throw new Error(`Release ${this.releases} must fail`);
    }, error => (error as Error).message);
  }

  public async output(name: string): Promise<string> {
    return (await this.stage.describe(this.name)).outputs[name];
  }

  public async alias(): Promise<{ version: string; weights: Record<string, number> }> {
    const { FunctionVersion, RoutingConfig } = await this.stage.lambda.getAlias({ FunctionName: await this.output('FunctionName'), Name: 'live' });
    return { version: FunctionVersion!, weights: RoutingConfig?.AdditionalVersionWeights ?? {} };
  }

  public async setAlarm(StateValue: 'OK' | 'ALARM'): Promise<void> {
    await this.stage.cloudWatch.setAlarmState({ AlarmName: await this.output('AlarmName'), StateValue, StateReason: 'set by the test' });
  }

  /** The first matching view of a deployment of this shop, past or future. */
  public async deployment(fits: (view: DeploymentView) => boolean): Promise<DeploymentView> {
    const functionName = await this.output('FunctionName');
    return this.stage.cloud.deployments.waitFor(view => view.functionName === functionName && fits(view));
  }

  /** Waits until this version, the new one of a rollout, has part of the traffic. */
  public async shifting(version: string): Promise<DeploymentView> {
    return this.deployment(view => view.targetVersion === version && view.targetVersionWeight > 0 && view.targetVersionWeight < 100);
  }

  /** The versions and the status of each deployment so far, oldest first. */
  public async deployments(): Promise<string[]> {
    const functionName = await this.output('FunctionName');
    const ours = this.stage.cloud.deployments.history.filter(view => view.functionName === functionName);
    const last = new Map(ours.map(view => [view.deploymentId, view]));
    return [...last.values()].map(({ currentVersion, targetVersion, status }) => `${currentVersion} → ${targetVersion} ${status}`);
  }

  /** Customers' answers so far, or since this moment. */
  public answers(since = 0): Answer[] {
    return this.traffic.answers.history.filter(({ startedAt }) => startedAt >= since);
  }

  public failures(since = 0): Answer[] {
    return this.answers(since).filter(failed);
  }

  public versionsSeen(since = 0): string[] {
    return [...new Set(this.answers(since).flatMap(({ version }) => version ?? []))].sort();
  }

  /** Waits for the answer to a request that is sent from now on. */
  public async nextAnswer(): Promise<Answer> {
    const now = Date.now();
    return this.traffic.answers.waitFor(({ startedAt }) => startedAt > now);
  }

  /** Waits for this many announcements since the last check, and asserts that they are these and no more. */
  public async assertAnnounced(expected: Announcement[]): Promise<void> {
    const functionName = await this.output('FunctionName');
    const unchecked = () => this.announcements(functionName).slice(this.checked);
    await eventually(() => unchecked().length >= expected.length, `these are announced: ${expected.join(', ')}; so far: ${unchecked().join(', ')}`);
    // Events overtake messages: their order is not guaranteed.
    expect(unchecked().sort()).toEqual([...expected].sort());
    this.checked += expected.length;
  }

  /** One version serves all traffic; no deployment runs, and no schedule waits. */
  public async assertSettled(version: string): Promise<void> {
    expect(await this.alias()).toEqual({ version, weights: {} });
    expect(await this.stage.running()).toEqual([]);
    expect(await this.stage.schedules()).toEqual([]);
    const { status, version: served } = await this.nextAnswer();
    expect({ status, served }).toEqual({ status: 200, served: version });
  }

  public async close(): Promise<void> {
    await this.traffic.stop();
  }

  /** All announcements of this function's rollouts so far. */
  private announcements(functionName: string): Announcement[] {
    return this.stage.cloud.invocations.history.filter(invocation => invocation.functionName.startsWith(`${this.name}-Heard`)).flatMap(({ log }) =>
      log.split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line)).flatMap(event => {
        const message = event.Records?.[0].Sns && JSON.parse(event.Records[0].Sns.Message);
        const detail = message ?? event.detail;
        return detail?.functionName === functionName ? [`${message ? 'message' : 'event'} ${detail.state}` as Announcement] : [];
      }));
  }
}
