import { apiInput, generatedName, type ResourceProvider, type ResourceRequest } from './custom-resources';
import { type DeploymentConfigs } from '../codedeploy/deployment-configs';
import { type DeploymentGroups } from '../codedeploy/deployment-groups';

const changed = ({ ResourceProperties, OldResourceProperties }: ResourceRequest, ...names: string[]) =>
  names.some(name => JSON.stringify(ResourceProperties[name]) !== JSON.stringify(OldResourceProperties?.[name]));

/** AWS::CodeDeploy::Application; `Ref` is its name. */
export function applications(groups: DeploymentGroups): ResourceProvider {
  const create = async (request: ResourceRequest) => {
    const { ApplicationName, ComputePlatform } = request.ResourceProperties;
    return { physicalId: groups.createApplication(ApplicationName ?? generatedName(request), ComputePlatform).applicationName! };
  };
  return {
    create,
    update: async request => (changed(request, 'ApplicationName', 'ComputePlatform') ? create(request) : { physicalId: request.PhysicalResourceId! }),
    delete: async request => groups.deleteApplication(request.PhysicalResourceId),
  };
}

/** AWS::CodeDeploy::DeploymentGroup; `Ref` is its name. */
export function deploymentGroups(groups: DeploymentGroups): ResourceProvider {
  const settings = ({ ResourceProperties: { ServiceToken, Tags, DeploymentGroupName, ...properties } }: ResourceRequest) => apiInput(properties);
  const create = async (request: ResourceRequest) => {
    const deploymentGroupName = request.ResourceProperties.DeploymentGroupName ?? generatedName(request);
    return { physicalId: groups.create({ ...settings(request), deploymentGroupName }).deploymentGroupName! };
  };
  // What is no longer in the template is switched off, not kept.
  const absent = {
    alarmConfiguration: { enabled: false, alarms: [] }, autoRollbackConfiguration: { enabled: false, events: [] }, triggerConfigurations: [],
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
    const { DeploymentConfigName, ComputePlatform, TrafficRoutingConfig } = request.ResourceProperties;
    const { deploymentConfigName } = configs.create({
      deploymentConfigName: DeploymentConfigName ?? generatedName(request),
      computePlatform: ComputePlatform,
      trafficRoutingConfig: withNumbers(apiInput(TrafficRoutingConfig)),
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

/** All that a routing configuration has besides its type are numbers. */
function withNumbers({ type, ...shapes }: any): any {
  const numbers = (shape: object) => Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, Number(value)]));
  return { type, ...Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, numbers(shape as object)])) };
}
