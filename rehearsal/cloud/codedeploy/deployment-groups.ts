import { randomUUID } from 'node:crypto';
import {
  type ApplicationInfo, type CreateDeploymentGroupInput, type DeploymentGroupInfo, type UpdateDeploymentGroupInput,
} from '@aws-sdk/client-codedeploy';
import { DEFAULT_CONFIG, type DeploymentConfigs } from './deployment-configs';
import { validateAlarms, validateAutoRollback, validateRole, validateStyle } from './group-settings';
import { validateTriggers } from './triggers';
import { ServiceError } from '../front/service-error';

/** An application with its deployment groups. */
interface Application {
  readonly info: ApplicationInfo;
  readonly groups: Map<string, DeploymentGroupInfo>;
}

/** Applications and their deployment groups, which say when a deployment stops or rolls back. */
export class DeploymentGroups {
  private readonly applications = new Map<string, Application>();

  constructor(private readonly configs: DeploymentConfigs) {}

  createApplication(name?: string, computePlatform?: string): ApplicationInfo {
    requireName(name, 'Application');
    if (this.applications.has(name!)) throw new ServiceError('ApplicationAlreadyExistsException', `Application already exists: ${name}`);
    if (computePlatform !== 'Lambda') {
      throw new ServiceError('InvalidComputePlatformException', `The rehearsal deploys only Lambda functions, got: ${computePlatform ?? 'Server'}`);
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

  /** As in CodeDeploy, deleting an application that does not exist is not an error. */
  deleteApplication(name?: string): void {
    requireName(name, 'Application');
    this.applications.delete(name!);
  }

  create(input: CreateDeploymentGroupInput): DeploymentGroupInfo {
    const { groups } = this.application(input.applicationName);
    const name = input.deploymentGroupName;
    requireName(name, 'DeploymentGroup');
    requireFree(groups, name!);
    // Tags are not kept; Auto Scaling groups are for servers.
    const { tags, autoScalingGroups, ...settings } = input;
    const group: DeploymentGroupInfo = {
      deploymentGroupId: randomUUID(),
      computePlatform: 'Lambda',
      deploymentConfigName: DEFAULT_CONFIG,
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
    if (group.deploymentGroupName !== currentDeploymentGroupName) requireFree(groups, group.deploymentGroupName!);
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
    validateRole(group.serviceRoleArn);
    this.configs.get(group.deploymentConfigName);
    validateStyle(group.deploymentStyle);
    validateAlarms(group.alarmConfiguration);
    validateAutoRollback(group.autoRollbackConfiguration);
    validateTriggers(group.triggerConfigurations);
  }
}

function requireFree(groups: Map<string, unknown>, name: string): void {
  if (groups.has(name)) throw new ServiceError('DeploymentGroupAlreadyExistsException', `Deployment group already exists: ${name}`);
}

function requireName(name: string | undefined, kind: 'Application' | 'DeploymentGroup'): void {
  if (!name) throw new ServiceError(`${kind}NameRequiredException`, `The ${kind} name is required`);
  if (name.length > 100) throw new ServiceError(`Invalid${kind}NameException`, `The ${kind} name must have at most 100 characters, got: ${name.length}`);
}
