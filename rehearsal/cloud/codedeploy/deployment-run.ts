import { type AlarmWatch } from './alarm-watch';
import { type Deployment, type LifecycleEventName } from './deployment';
import { trafficSteps } from './deployment-configs';
import { Halt, rollsBack } from './halt';
import { type Hooks } from './hooks';
import { type LiveAlias } from './live-alias';
import { type ScaledTime } from '../scaled-time';
import { type Unkind } from '../unkind';

/** What a deployment acts on. */
export interface DeploymentEnvironment {
  readonly time: ScaledTime;
  readonly alias: LiveAlias;
  readonly hooks: Hooks;
  readonly alarms: AlarmWatch;
  readonly unkind: Unkind;
}

/** Runs one deployment; throws the `Halt` that ends it early. */
export class DeploymentRun {
  private readonly signal: AbortSignal;

  constructor(private readonly deployment: Deployment, private readonly environment: DeploymentEnvironment) {
    this.signal = deployment.halt.signal;
  }

  async run(): Promise<void> {
    const { alias, alarms } = this.environment;
    const ended = new AbortController();
    try {
      await alias.assertDeployable(this.deployment);
      await alarms.assertQuiet(this.deployment);
      void alarms.watch(this.deployment, AbortSignal.any([ended.signal, this.signal]));
      await this.hook('BeforeAllowTraffic');
      await this.allowTraffic();
      await this.hook('AfterAllowTraffic');
    } catch (error) {
      throw this.halted(error);
    } finally {
      ended.abort();
    }
  }

  /** "Immediately flip the alias back to old version": before any hook, wherever the alias points, and whatever the hooks report. */
  async rollBack(): Promise<void> {
    try {
      await this.shift(100);
      if (this.environment.unkind.hooksInRollback === false) return;
      await this.hook('BeforeAllowTraffic');
      await this.hook('AfterAllowTraffic');
    } catch (error) {
      throw this.halted(error);
    }
  }

  private async hook(name: 'BeforeAllowTraffic' | 'AfterAllowTraffic'): Promise<void> {
    this.signal.throwIfAborted();
    const { appSpec, group } = this.deployment.props;
    const hook = name === 'BeforeAllowTraffic' ? appSpec.beforeAllowTraffic : appSpec.afterAllowTraffic;
    this.deployment.changeLifecycleEvent(name, 'InProgress');
    if (hook) {
      const { status, message } = await this.environment.hooks.execute(this.deployment.id, hook, this.signal);
      if (status === 'Failed') {
        this.deployment.changeLifecycleEvent(name, 'Failed', message);
        throw new Halt(`The ${name} lifecycle event failed. ${message}`,
          { status: 'Failed', code: 'HOOK_EXECUTION_FAILURE', rollback: rollsBack(group, 'DEPLOYMENT_FAILURE') });
      }
    }
    this.deployment.changeLifecycleEvent(name, 'Succeeded');
  }

  private async allowTraffic(): Promise<void> {
    this.signal.throwIfAborted();
    const { time } = this.environment;
    for (const { percentage, minutes } of trafficSteps(this.deployment.props.config.trafficRoutingConfig!)) {
      await this.shift(percentage);
      this.deployment.change({ nextShiftAt: time.after(minutes * 60) });
      await time.sleep(minutes * 60, this.signal);
    }
    await this.shift(100);
  }

  private async shift(percentage: number): Promise<void> {
    const { deployment } = this;
    if (deployment.lifecycleEvent('AllowTraffic').status === 'Pending') deployment.changeLifecycleEvent('AllowTraffic', 'InProgress');
    await this.environment.alias.shift(deployment, percentage);
    deployment.change({ targetVersionWeight: percentage, nextShiftAt: undefined });
    this.signal.throwIfAborted();
    if (percentage === 100) deployment.changeLifecycleEvent('AllowTraffic', 'Succeeded');
  }

  /** Every early end of a deployment is a `Halt`; an unexpected error becomes CodeDeploy's internal error. */
  private halted(error: unknown): Halt {
    for (const { name, status } of this.deployment.view.lifecycleEvents) {
      if (status === 'InProgress') this.deployment.changeLifecycleEvent(name as LifecycleEventName, 'Failed', (error as Error).message);
      if (status === 'Pending') this.deployment.changeLifecycleEvent(name as LifecycleEventName, 'Skipped');
    }
    if (this.signal.aborted && this.signal.reason instanceof Halt) return this.signal.reason;
    if (error instanceof Halt) return error;
    const rollback = rollsBack(this.deployment.props.group, 'DEPLOYMENT_FAILURE');
    return new Halt((error as Error).message, { status: 'Failed', code: 'INTERNAL_ERROR', rollback });
  }
}
