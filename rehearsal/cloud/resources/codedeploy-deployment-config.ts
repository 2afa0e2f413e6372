import { type PlayedResource, type ResourceRequest } from './played-resource';
import { apiInput, changed, nameOf, properties } from './properties';

/** MiniStack has no CodeDeploy. `Ref` is the configuration's name; every change replaces the configuration. */
export const DEPLOYMENT_CONFIG: PlayedResource = {
  type: 'AWS::CodeDeploy::DeploymentConfig',
  provider: ({ codeDeploy: { configs, groups } }) => {
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
  },
};
