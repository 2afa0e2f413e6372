import { type CreateDeploymentInput, type DeploymentCreator, DeploymentStatus, type ListDeploymentsInput } from '@aws-sdk/client-codedeploy';
import { type Feed } from '../feed';
import { type AppSpec, parseAppSpec, renderAppSpec, revisionContent } from './app-spec';
import { Deployment, type DeploymentProps, type DeploymentView } from './deployment';
import { DEFAULT_CONFIG, type DeploymentConfigs } from './deployment-configs';
import { type DeploymentGroups } from './deployment-groups';
import { type DeploymentEnvironment, DeploymentRun } from './deployment-run';
import { validateAlarms, validateAutoRollback } from './group-settings';
import { Halt, rollsBack } from './halt';
import { stateChangeEvent } from './state-change-events';
import { type Triggers } from './triggers';
import { ServiceError } from '../front/service-error';
import { type ServiceEvent } from '../ministack/ministack';

export interface DeploymentsProps extends DeploymentEnvironment {
  readonly groups: DeploymentGroups;
  readonly configs: DeploymentConfigs;
  /** Sends an event to EventBridge. */
  readonly putEvent: (event: ServiceEvent) => void;
  readonly triggers: Triggers;
  readonly feed: Feed<DeploymentView>;
}

/** All deployments: starts them, stops them, and rolls failed ones back. */
export class Deployments {
  private readonly deployments = new Map<string, Deployment>();
  private closed = false;

  constructor(private readonly props: DeploymentsProps) {}

  /** Starts a deployment, which then runs in the background. */
  create(input: CreateDeploymentInput, creator: DeploymentCreator = 'user', stackRollback = false): Deployment {
    const { groups, configs } = this.props;
    const group = groups.get(input.applicationName, input.deploymentGroupName);
    const config = configs.get(input.deploymentConfigName ?? group.deploymentConfigName);
    const appSpec = parseAppSpec(revisionContent(input.revision));
    validateAlarms(input.overrideAlarmConfiguration);
    validateAutoRollback(input.autoRollbackConfiguration);
    const active = this.active(group.applicationName, group.deploymentGroupName);
    if (active) {
      throw new ServiceError('DeploymentLimitExceededException',
        `The Deployment Group '${group.deploymentGroupName}' already has an active Deployment '${active.id}'`);
    }
    const alarms = input.overrideAlarmConfiguration;
    const rollback = input.autoRollbackConfiguration;
    const deployment = this.add({
      // An override applies to this deployment only.
      group: { ...group, ...(alarms && { alarmConfiguration: alarms }), ...(rollback && { autoRollbackConfiguration: rollback }) },
      config,
      appSpec,
      revision: input.revision!,
      creator,
      stackRollback,
      description: input.description,
    });
    void this.start(deployment);
    return deployment;
  }

  get(id?: string): Deployment {
    if (!id) throw new ServiceError('DeploymentIdRequiredException', 'The deployment ID is required');
    if (!/^d-[A-Z0-9]{9}$/.test(id)) throw new ServiceError('InvalidDeploymentIdException', `The deployment ID is not valid, got: ${id}`);
    const deployment = this.deployments.get(id);
    if (!deployment) throw new ServiceError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);
    return deployment;
  }

  /** The running deployment of a group; there is at most one. */
  active(applicationName?: string, deploymentGroupName?: string): Deployment | undefined {
    return [...this.deployments.values()].find(({ running, view }) =>
      running && view.applicationName === applicationName && view.deploymentGroupName === deploymentGroupName);
  }

  /** Newest first. */
  list(filter: ListDeploymentsInput = {}): Deployment[] {
    const { applicationName, deploymentGroupName, includeOnlyStatuses, createTimeRange } = filter;
    if (applicationName || deploymentGroupName) this.props.groups.get(applicationName, deploymentGroupName);
    const unknown = includeOnlyStatuses?.find(status => !Object.values<string>(DeploymentStatus).includes(status));
    if (unknown) throw new ServiceError('InvalidDeploymentStatusException', `The deployment status is not valid, got: ${unknown}`);
    return [...this.deployments.values()].reverse().filter(({ view }) =>
      (!applicationName || view.applicationName === applicationName) && (!deploymentGroupName || view.deploymentGroupName === deploymentGroupName)
      && (!includeOnlyStatuses?.length || includeOnlyStatuses.includes(view.status))
      && (!createTimeRange?.start || view.createTime >= new Date(Number(createTimeRange.start) * 1000))
      && (!createTimeRange?.end || view.createTime <= new Date(Number(createTimeRange.end) * 1000)));
  }

  stop(id: string | undefined, autoRollbackEnabled?: boolean): void {
    const deployment = this.get(id);
    if (!deployment.running) throw new ServiceError('DeploymentAlreadyCompletedException', `The deployment ${id} has already completed`);
    const rollback = !deployment.isRollback && (autoRollbackEnabled ?? rollsBack(deployment.props.group, 'DEPLOYMENT_STOP_ON_REQUEST'));
    deployment.halt.abort(new Halt('The deployment was stopped on request', { status: 'Stopped', code: 'MANUAL_STOP', rollback }));
  }

  /** Halts every running deployment, when the local cloud ends. */
  close(): void {
    this.closed = true;
    this.props.triggers.close();
    for (const { running, halt } of this.deployments.values()) {
      if (running) halt.abort(new Halt('The local cloud ended', { status: 'Stopped', code: 'INTERNAL_ERROR', rollback: false }));
    }
  }

  private add(props: Omit<DeploymentProps, 'onChange'>): Deployment {
    const deployment = new Deployment({ ...props, onChange: view => this.props.feed.publish(view) });
    this.deployments.set(deployment.id, deployment);
    return deployment;
  }

  private async start(deployment: Deployment): Promise<void> {
    deployment.change({ status: 'InProgress', startTime: new Date() });
    this.announce(deployment);
    const run = new DeploymentRun(deployment, this.props);
    let rollback: Deployment | undefined;
    try {
      await (deployment.isRollback ? run.rollBack() : run.run());
      deployment.change({ status: 'Succeeded', completeTime: new Date() });
    } catch (error) {
      const { message, props: { status, code, rollback: wanted } } = error as Halt;
      // The rollback is created before the failure is announced, so that a reader of the failure finds the rollback's id.
      if (wanted && !deployment.isRollback && this.canRollBack(deployment) && !this.closed) rollback = this.rollbackOf(deployment);
      deployment.change({
        status,
        completeTime: new Date(),
        nextShiftAt: undefined,
        errorInformation: { code, message },
        ...(rollback && { rollbackInfo: { rollbackDeploymentId: rollback.id } }),
      });
    }
    this.announce(deployment);
    if (rollback) void this.start(rollback);
  }

  private canRollBack({ props: { group } }: Deployment): boolean {
    return !this.props.unkind.noFirstRollback || [...this.deployments.values()].some(({ view, props }) =>
      view.status === 'Succeeded' && props.group.deploymentGroupId === group.deploymentGroupId);
  }

  private rollbackOf(failed: Deployment): Deployment {
    const { appSpec, group } = failed.props;
    const back: AppSpec = { ...appSpec, currentVersion: appSpec.targetVersion, targetVersion: appSpec.currentVersion };
    return this.add({
      group,
      config: this.props.configs.get(DEFAULT_CONFIG),
      appSpec: back,
      revision: { revisionType: 'String', string: { content: renderAppSpec(back) } },
      creator: 'codeDeployRollback',
      description: `Rollback of ${failed.id}`,
      rollbackOf: failed,
    });
  }

  private announce(deployment: Deployment): void {
    if (this.closed) return;
    const event = stateChangeEvent(deployment.view);
    if (event) this.props.putEvent(event);
    this.props.triggers.announce(deployment);
  }
}
