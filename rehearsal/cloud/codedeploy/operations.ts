import { type ContinueDeploymentInput, type CreateDeploymentInput, type DeploymentInfo, type DeploymentTarget } from '@aws-sdk/client-codedeploy';
import { type Deployment } from './deployment';
import { type DeploymentConfigs } from './deployment-configs';
import { type DeploymentGroups } from './deployment-groups';
import { type Deployments } from './deployments';
import { type Hooks } from './hooks';
import { applicationRevision } from './revisions';
import { deploymentInfo, deploymentTarget, targetId, targetStatus } from './views';
import { type Operation } from '../front/aws-json';
import { ServiceError } from '../front/service-error';
import { type ScaledTime } from '../scaled-time';
import { type Unkind } from '../unkind';

export interface OperationsProps {
  readonly groups: DeploymentGroups;
  readonly configs: DeploymentConfigs;
  readonly deployments: Deployments;
  readonly hooks: Hooks;
  readonly time: ScaledTime;
  readonly unkind: Unkind;
}

/** The operations of CodeDeploy's API that the local cloud serves, by name. */
export function operations({ groups, configs, deployments, hooks, time, unkind }: OperationsProps): Record<string, Operation> {
  const info = (id?: string): DeploymentInfo => deploymentInfo(deployments.get(id));
  const target = (id: string | undefined, wanted?: string): DeploymentTarget => {
    const deployment = deployments.get(id);
    if (!wanted) throw new ServiceError('DeploymentTargetIdRequiredException', 'A deployment target ID is required');
    if (wanted !== targetId(deployment)) throw new ServiceError('DeploymentTargetDoesNotExistException', `No such target of ${id}: ${wanted}`);
    return deploymentTarget(deployment, time, unkind);
  };
  return {
    CreateApplication: input => ({ applicationId: groups.createApplication(input.applicationName, input.computePlatform).applicationId }),
    GetApplication: input => ({ application: groups.application(input.applicationName).info }),
    BatchGetApplications: input => ({ applicationsInfo: batch(input.applicationNames, 100).map((name: string) => groups.application(name).info) }),
    ListApplications: () => ({ applications: groups.applicationNames() }),
    DeleteApplication: input => groups.deleteApplication(input.applicationName),

    CreateDeploymentGroup: input => ({ deploymentGroupId: groups.create(input as any).deploymentGroupId }),
    UpdateDeploymentGroup: input => {
      groups.update(input as any);
      return { hooksNotCleanedUp: [] };
    },
    GetDeploymentGroup: input => ({ deploymentGroupInfo: groups.get(input.applicationName, input.deploymentGroupName) }),
    BatchGetDeploymentGroups: input => ({
      deploymentGroupsInfo: batch(input.deploymentGroupNames, 100).map((name: string) => groups.get(input.applicationName, name)),
    }),
    ListDeploymentGroups: input => ({ applicationName: input.applicationName, deploymentGroups: groups.names(input.applicationName) }),
    DeleteDeploymentGroup: input => {
      groups.delete(input.applicationName, input.deploymentGroupName);
      return { hooksNotCleanedUp: [] };
    },

    CreateDeploymentConfig: input => ({ deploymentConfigId: configs.create(input as any).deploymentConfigId }),
    GetDeploymentConfig: input => ({ deploymentConfigInfo: configs.get(input.deploymentConfigName) }),
    ListDeploymentConfigs: () => ({ deploymentConfigsList: configs.names() }),
    DeleteDeploymentConfig: input => configs.delete(input.deploymentConfigName, groups.configInUse(input.deploymentConfigName)),

    CreateDeployment: input => ({ deploymentId: deployments.create(input as CreateDeploymentInput).id }),
    GetDeployment: input => ({ deploymentInfo: info(input.deploymentId) }),
    BatchGetDeployments: input => ({ deploymentsInfo: batch(input.deploymentIds, 25).map(info) }),
    ListDeployments: input => ({ deployments: deployments.list(input).map(deployment => deployment.id) }),
    StopDeployment: input => {
      deployments.stop(input.deploymentId, input.autoRollbackEnabled);
      return { status: 'Pending', statusMessage: 'The deployment is being stopped' };
    },
    ContinueDeployment: input => refuseContinue(deployments.get((input as ContinueDeploymentInput).deploymentId)),

    ListDeploymentTargets: input => ({ targetIds: listTargets(deployments.get(input.deploymentId), input.targetFilters) }),
    GetDeploymentTarget: input => ({ deploymentTarget: target(input.deploymentId, input.targetId) }),
    BatchGetDeploymentTargets: input => {
      const ids: string[] = input.targetIds ?? [];
      // "The target list must have exactly one item" (API).
      if (ids.length > 1) throw new ServiceError('DeploymentTargetListSizeExceededException', `A Lambda deployment has one target, got: ${ids.length}`);
      return { deploymentTargets: [target(input.deploymentId, ids[0])] };
    },
    PutLifecycleEventHookExecutionStatus: input => {
      hooks.report(deployments.get(input.deploymentId).id, input.lifecycleEventHookExecutionId, input.status);
      return { lifecycleEventHookExecutionId: input.lifecycleEventHookExecutionId };
    },

    GetApplicationRevision: input => {
      groups.application(input.applicationName);
      return applicationRevision(input.applicationName, input.revision, deployments.list());
    },
  };
}

/** Checks the limit of a batch call. */
function batch(names: string[] = [], limit: number): string[] {
  if (names.length > limit) throw new ServiceError('BatchLimitExceededException', `At most ${limit} names or IDs are allowed, got: ${names.length}`);
  return names;
}

/** IDs of the targets that match. A Lambda deployment has no instances, so the filter for blue and green instances has no effect. */
function listTargets(deployment: Deployment, filters: Record<string, string[]> = {}): string[] {
  const unknown = Object.keys(filters).find(name => !['TargetStatus', 'ServerInstanceLabel'].includes(name));
  if (unknown) throw new ServiceError('InvalidTargetFilterNameException', `The target filter is not valid, got: ${unknown}`);
  const status = targetStatus(deployment);
  return !filters.TargetStatus || filters.TargetStatus.includes(status) ? [targetId(deployment)] : [];
}

/** Only deployments to instances wait for a person; a Lambda deployment never does (facts/codedeploy.md §2). */
function refuseContinue(deployment: Deployment): never {
  if (!deployment.running) throw new ServiceError('DeploymentAlreadyCompletedException', `The deployment ${deployment.id} has already completed`);
  throw new ServiceError('UnsupportedActionForDeploymentTypeException', 'ContinueDeployment is not supported for the Lambda compute platform');
}
