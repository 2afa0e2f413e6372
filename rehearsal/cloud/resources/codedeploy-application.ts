import { type PlayedResource, type ResourceRequest } from './played-resource';
import { changed, nameOf } from './properties';

/** MiniStack has no CodeDeploy. `Ref` is the application's name. */
export const APPLICATION: PlayedResource = {
  type: 'AWS::CodeDeploy::Application',
  provider: ({ codeDeploy: { groups } }) => {
    const create = async (request: ResourceRequest) => {
      const { ComputePlatform } = request.ResourceProperties;
      return { physicalId: groups.createApplication(nameOf(request, 'ApplicationName'), ComputePlatform).applicationName! };
    };
    return {
      create,
      update: async request => (changed(request, 'ApplicationName', 'ComputePlatform') ? create(request) : { physicalId: request.PhysicalResourceId! }),
      delete: async request => groups.deleteApplication(request.PhysicalResourceId),
    };
  },
};
