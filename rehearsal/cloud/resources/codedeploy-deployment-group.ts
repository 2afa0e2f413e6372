import { type PlayedResource, type ResourceProvider, type ResourceRequest } from './played-resource';
import { apiInput, changed, nameOf, properties } from './properties';
import { DEFAULT_CONFIG } from '../codedeploy/deployment-configs';
import { type DeploymentGroups } from '../codedeploy/deployment-groups';

/** Values for properties that are no longer in the template: CloudFormation resets them; UpdateDeploymentGroup alone would keep the old ones. */
const ABSENT = {
  alarmConfiguration: { enabled: false, alarms: [] },
  autoRollbackConfiguration: { enabled: false, events: [] },
  triggerConfigurations: [],
  deploymentConfigName: DEFAULT_CONFIG,
};

/** MiniStack has no CodeDeploy. `Ref` is the group's name. */
export const DEPLOYMENT_GROUP: PlayedResource = {
  type: 'AWS::CodeDeploy::DeploymentGroup',
  provider: ({ codeDeploy }) => deploymentGroups(codeDeploy.groups),
};

export function deploymentGroups(groups: DeploymentGroups): ResourceProvider {
  const settings = (request: ResourceRequest) => {
    const { DeploymentGroupName, ...given } = properties(request);
    return apiInput(given);
  };
  const create = async (request: ResourceRequest) => {
    const deploymentGroupName = nameOf(request, 'DeploymentGroupName');
    return { physicalId: groups.create({ ...settings(request), deploymentGroupName }).deploymentGroupName! };
  };
  return {
    create,
    update: async request => {
      if (changed(request, 'ApplicationName', 'DeploymentGroupName')) return create(request);
      groups.update({ ...ABSENT, ...settings(request), currentDeploymentGroupName: request.PhysicalResourceId! });
      return { physicalId: request.PhysicalResourceId! };
    },
    delete: async request => groups.delete(request.ResourceProperties.ApplicationName, request.PhysicalResourceId),
  };
}
