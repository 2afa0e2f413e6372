import { type ContinueDeploymentInput, type CreateDeploymentInput, type DeploymentInfo, type DeploymentTarget } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../service-error';
import { revisionContent, sha256 } from './app-spec';
import { type Deployment } from './deployment';
import { type DeploymentConfigs } from './deployment-configs';
import { type DeploymentGroups } from './deployment-groups';
import { type Deployments } from './deployments';
import { type Hooks } from './hooks';
import { deploymentInfo, deploymentTarget, targetId } from './views';

export interface OperationsProps {
  readonly groups: DeploymentGroups;
  readonly configs: DeploymentConfigs;
  readonly deployments: Deployments;
  readonly hooks: Hooks;
}

type Operation = (input: Record<string, any>) => unknown;

/** The operations of the CodeDeploy API that the plane serves, by name. */
export function operations({ groups, configs, deployments, hooks }: OperationsProps): Record<string, Operation> {
  const info = (id?: string): DeploymentInfo => deploymentInfo(deployments.get(id));
  const target = (id: string | undefined, wanted?: string): DeploymentTarget => {
    const deployment = deployments.get(id);
    if (!wanted) throw new ServiceError('DeploymentTargetIdRequiredException', 'A deployment target ID is required');
    if (wanted !== targetId(deployment)) throw new ServiceError('DeploymentTargetDoesNotExistException', `No such target of ${id}: ${wanted}`);
    return deploymentTarget(deployment);
  };
  return {
    CreateApplication: input => ({ applicationId: groups.createApplication(input.applicationName, input.computePlatform).applicationId }),
    GetApplication: input => ({ application: groups.application(input.applicationName).info }),
    BatchGetApplications: input => ({ applicationsInfo: (input.applicationNames ?? []).map((name: string) => groups.application(name).info) }),
    ListApplications: () => ({ applications: groups.applicationNames() }),
    DeleteApplication: input => groups.deleteApplication(input.applicationName),

    CreateDeploymentGroup: input => ({ deploymentGroupId: groups.create(input as any).deploymentGroupId }),
    UpdateDeploymentGroup: input => {
      groups.update(input as any);
      return { hooksNotCleanedUp: [] };
    },
    GetDeploymentGroup: input => ({ deploymentGroupInfo: groups.get(input.applicationName, input.deploymentGroupName) }),
    BatchGetDeploymentGroups: input => ({
      deploymentGroupsInfo: (input.deploymentGroupNames ?? []).map((name: string) => groups.get(input.applicationName, name)),
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
    BatchGetDeployments: input => ({ deploymentsInfo: (input.deploymentIds ?? []).map(info) }),
    ListDeployments: input => ({ deployments: deployments.list(input).map(deployment => deployment.id) }),
    StopDeployment: input => {
      deployments.stop(input.deploymentId, input.autoRollbackEnabled);
      return { status: 'Pending', statusMessage: 'The deployment is being stopped' };
    },
    ContinueDeployment: input => refuseContinue(deployments.get((input as ContinueDeploymentInput).deploymentId)),

    ListDeploymentTargets: input => ({ targetIds: [targetId(deployments.get(input.deploymentId))] }),
    GetDeploymentTarget: input => ({ deploymentTarget: target(input.deploymentId, input.targetId) }),
    BatchGetDeploymentTargets: input => ({ deploymentTargets: (input.targetIds ?? []).map((id: string) => target(input.deploymentId, id)) }),
    PutLifecycleEventHookExecutionStatus: input => {
      hooks.report(deployments.get(input.deploymentId).id, input.lifecycleEventHookExecutionId, input.status);
      return { lifecycleEventHookExecutionId: input.lifecycleEventHookExecutionId };
    },

    GetApplicationRevision: input => {
      groups.application(input.applicationName);
      const { revisionType, string, appSpecContent } = input.revision ?? {};
      const wanted = (string ?? appSpecContent)?.sha256;
      const found = deployments.list().find(({ view, props }) =>
        view.applicationName === input.applicationName && sha256(revisionContent(props.revision)) === wanted);
      if (!found) throw new ServiceError('RevisionDoesNotExistException', `No revision of ${input.applicationName} with sha256: ${wanted}`);
      const content = { content: revisionContent(found.props.revision), sha256: wanted };
      return {
        applicationName: input.applicationName,
        revision: { revisionType, [revisionType === 'String' ? 'string' : 'appSpecContent']: content },
        revisionInfo: { deploymentGroups: [found.view.deploymentGroupName], registerTime: found.view.createTime },
      };
    },
  };
}

/** Only instance deployments wait for a person; a Lambda deployment has no such state (facts/codedeploy.md §2). */
function refuseContinue(deployment: Deployment): never {
  if (!deployment.running) throw new ServiceError('DeploymentAlreadyCompletedException', `The deployment ${deployment.id} has already completed`);
  throw new ServiceError('UnsupportedActionForDeploymentTypeException', 'ContinueDeployment is not supported for the Lambda compute platform');
}
