import { type ResourceProvider, type ResourceRequest } from './custom-resources';
import { apiInput, changed, nameOf, properties } from './properties';
import { DEFAULT_CONFIG, type DeploymentConfigs } from '../codedeploy/deployment-configs';
import { type DeploymentGroups } from '../codedeploy/deployment-groups';

/** AWS::CodeDeploy::Application; `Ref` is its name. */
export function applications(groups: DeploymentGroups): ResourceProvider {
  const create = async (request: ResourceRequest) => {
    const { ComputePlatform } = request.ResourceProperties;
    return { physicalId: groups.createApplication(nameOf(request, 'ApplicationName'), ComputePlatform).applicationName! };
  };
  return {
    create,
    update: async request => (changed(request, 'ApplicationName', 'ComputePlatform') ? create(request) : { physicalId: request.PhysicalResourceId! }),
    delete: async request => groups.deleteApplication(request.PhysicalResourceId),
  };
}

/** AWS::CodeDeploy::DeploymentGroup; `Ref` is its name. */
export function deploymentGroups(groups: DeploymentGroups): ResourceProvider {
  // What is no longer in the template is as it was never there, not kept.
  const absent = {
    alarmConfiguration: { enabled: false, alarms: [] },
    autoRollbackConfiguration: { enabled: false, events: [] },
    triggerConfigurations: [],
    deploymentConfigName: DEFAULT_CONFIG,
  };
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
      groups.update({ ...absent, ...settings(request), currentDeploymentGroupName: request.PhysicalResourceId! });
      return { physicalId: request.PhysicalResourceId! };
    },
    delete: async request => groups.delete(request.ResourceProperties.ApplicationName, request.PhysicalResourceId),
  };
}

/** AWS::CodeDeploy::DeploymentConfig; `Ref` is its name, every change replaces it. */
export function deploymentConfigs(configs: DeploymentConfigs, groups: DeploymentGroups): ResourceProvider {
  const create = async (request: ResourceRequest) => {
    const { computePlatform, trafficRoutingConfig } = apiInput(properties(request));
    const { deploymentConfigName } = configs.create({
      deploymentConfigName: nameOf(request, 'DeploymentConfigName'), computePlatform, trafficRoutingConfig,
    });
    return { physicalId: deploymentConfigName! };
  };
  return {
    create,
    update: async request =>
      (changed(request, 'DeploymentConfigName', 'ComputePlatform', 'TrafficRoutingConfig') ? create(request) : { physicalId: request.PhysicalResourceId! }),
    delete: async request => configs.delete(request.PhysicalResourceId, groups.configInUse(request.PhysicalResourceId)),
  };
}
