import { resourcesOfType, type Rule } from '../../cloud/resources/template';
import { toCustomResource } from '../custom-resource';

/** MiniStack has no CodeDeploy: the plane keeps applications, deployment groups and configurations. */
export const codeDeployResources: Rule = template => {
  for (const type of ['AWS::CodeDeploy::Application', 'AWS::CodeDeploy::DeploymentGroup', 'AWS::CodeDeploy::DeploymentConfig']) {
    for (const resource of resourcesOfType(template, type)) toCustomResource(template, resource, { ...resource.Properties });
  }
};
