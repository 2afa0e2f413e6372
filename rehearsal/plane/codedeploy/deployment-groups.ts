import { randomUUID } from 'node:crypto';
import {
  type ApplicationInfo, type CreateDeploymentGroupInput, type DeploymentGroupInfo, type UpdateDeploymentGroupInput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../service-error';
import { type DeploymentConfigs } from './deployment-configs';

const ROLLBACK_EVENTS = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'];
/** API model and CloudFormation say 10; another quotas page says 50 (facts/codedeploy.md §4). */
const MAX_ALARMS = 10;

/** An application with its deployment groups. */
interface Application {
  readonly info: ApplicationInfo;
  readonly groups: Map<string, DeploymentGroupInfo>;
}

/** Applications and their deployment groups: who deploys what, and when it stops or rolls back. */
export class DeploymentGroups {
  private readonly applications = new Map<string, Application>();

  constructor(private readonly configs: DeploymentConfigs) {}

  createApplication(name?: string, computePlatform?: string): ApplicationInfo {
    requireName(name, 'Application');
    if (this.applications.has(name!)) throw new ServiceError('ApplicationAlreadyExistsException', `Application already exists: ${name}`);
    if (computePlatform !== 'Lambda') {
      throw new ServiceError('InvalidComputePlatformException', `The rehearsal deploys Lambda functions only, got: ${computePlatform ?? 'Server'}`);
    }
    const info = { applicationId: randomUUID(), applicationName: name, computePlatform, createTime: new Date(), linkedToGitHub: false } as const;
    this.applications.set(name!, { info, groups: new Map() });
    return info;
  }

  application(name?: string): Application {
    requireName(name, 'Application');
    const application = this.applications.get(name!);
    if (!application) throw new ServiceError('ApplicationDoesNotExistException', `No application found for name: ${name}`);
    return application;
  }

  applicationNames(): string[] {
    return [...this.applications.keys()];
  }

  /** CodeDeploy deletes an application that does not exist without an error. */
  deleteApplication(name?: string): void {
    requireName(name, 'Application');
    this.applications.delete(name!);
  }

  create(input: CreateDeploymentGroupInput): DeploymentGroupInfo {
    const { groups } = this.application(input.applicationName);
    const name = input.deploymentGroupName;
    requireName(name, 'DeploymentGroup');
    if (groups.has(name!)) throw new ServiceError('DeploymentGroupAlreadyExistsException', `Deployment group already exists: ${name}`);
    if (!input.serviceRoleArn) throw new ServiceError('RoleRequiredException', 'The service role ARN is required');
    // Tags and Auto Scaling groups: the first are not kept, the second are for servers.
    const { tags, autoScalingGroups, ...settings } = input;
    const group: DeploymentGroupInfo = {
      deploymentGroupId: randomUUID(),
      computePlatform: 'Lambda',
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      ...settings,
    };
    this.validate(group);
    groups.set(name!, group);
    return group;
  }

  update({ currentDeploymentGroupName, newDeploymentGroupName, autoScalingGroups, ...change }: UpdateDeploymentGroupInput): DeploymentGroupInfo {
    const old = this.get(change.applicationName, currentDeploymentGroupName);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const group: DeploymentGroupInfo = { ...old, ...given, deploymentGroupName: newDeploymentGroupName ?? currentDeploymentGroupName };
    this.validate(group);
    const { groups } = this.application(change.applicationName);
    groups.delete(currentDeploymentGroupName!);
    groups.set(group.deploymentGroupName!, group);
    return group;
  }

  get(applicationName?: string, name?: string): DeploymentGroupInfo {
    const { groups } = this.application(applicationName);
    requireName(name, 'DeploymentGroup');
    const group = groups.get(name!);
    if (!group) throw new ServiceError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`);
    return group;
  }

  delete(applicationName?: string, name?: string): void {
    requireName(applicationName, 'Application');
    requireName(name, 'DeploymentGroup');
    this.applications.get(applicationName!)?.groups.delete(name!);
  }

  names(applicationName?: string): string[] {
    return [...this.application(applicationName).groups.keys()];
  }

  configInUse(name?: string): boolean {
    return [...this.applications.values()].some(({ groups }) => [...groups.values()].some(group => group.deploymentConfigName === name));
  }

  private validate(group: DeploymentGroupInfo): void {
    this.configs.get(group.deploymentConfigName);
    const { deploymentType, deploymentOption } = group.deploymentStyle ?? {};
    if (deploymentType !== 'BLUE_GREEN' || deploymentOption !== 'WITH_TRAFFIC_CONTROL') {
      throw new ServiceError('InvalidDeploymentStyleException',
        `For Lambda the deployment style must be BLUE_GREEN WITH_TRAFFIC_CONTROL, got: ${deploymentType} ${deploymentOption}`);
    }
    const alarms = group.alarmConfiguration?.alarms ?? [];
    if (alarms.length > MAX_ALARMS) {
      throw new ServiceError('AlarmsLimitExceededException', `A deployment group can have ${MAX_ALARMS} alarms, got: ${alarms.length}`);
    }
    if (group.alarmConfiguration?.enabled && !alarms.length) {
      throw new ServiceError('InvalidAlarmConfigException', 'An enabled alarm configuration needs at least one alarm');
    }
    const rollback = group.autoRollbackConfiguration;
    const events: string[] = rollback?.events ?? [];
    if ((rollback?.enabled && !events.length) || events.some(event => !ROLLBACK_EVENTS.includes(event))) {
      throw new ServiceError('InvalidAutoRollbackConfigException', `Rollback events must be of ${ROLLBACK_EVENTS.join(', ')}, got: ${events.join(', ')}`);
    }
    if (group.triggerConfigurations?.length) {
      throw new ServiceError('InvalidTriggerConfigException', 'The rehearsal has no triggers on deployment groups (rehearsal/FIDELITY.md)');
    }
  }
}

function requireName(name: string | undefined, kind: 'Application' | 'DeploymentGroup'): void {
  if (!name) throw new ServiceError(`${kind}NameRequiredException`, `The ${kind} name is required`);
  if (name.length > 100) throw new ServiceError(`Invalid${kind}NameException`, `The ${kind} name must have at most 100 characters, got: ${name.length}`);
}
