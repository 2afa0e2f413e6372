import { resourcesOfType, type Rule } from '../../cloud/resources/template';
import { toCustomResource } from '../custom-resource';

/**
 * MiniStack ignores the `UpdatePolicy` and flips an alias at once: the plane plays the alias, with a deployment where the policy asks for it.
 *
 * Aliases without the policy are handed over as well. Otherwise adding or removing the policy would change the resource's type, and
 * CloudFormation refuses that.
 */
export const lambdaAliases: Rule = template => {
  for (const resource of resourcesOfType(template, 'AWS::Lambda::Alias')) {
    const policy = resource.UpdatePolicy?.CodeDeployLambdaAliasUpdate;
    toCustomResource(template, resource, { ...resource.Properties, ...(policy && { CodeDeployLambdaAliasUpdate: policy }) });
  }
};
