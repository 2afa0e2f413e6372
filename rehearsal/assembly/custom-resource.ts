import { ACCOUNT } from '../cloud/account';
import { CUSTOM_RESOURCE_PATH, customResourceType } from '../cloud/custom-resource-types';
import { type Resource, type Template } from '../cloud/resources/template';

const STUB = 'RehearsalCustomResources';

/** Knows no URL of its own, so that a template is the same in every rehearsal. */
const CODE = `exports.handler = async event => {
  const answer = await fetch(process.env.AWS_ENDPOINT_URL + '${CUSTOM_RESOURCE_PATH}', { method: 'POST', body: JSON.stringify(event) });
  if (!answer.ok) throw new Error(await answer.text());
};
`;

/**
 * Hands a resource over to the plane: it becomes a custom resource whose provider forwards each request by HTTP.
 *
 * `DependsOn`, `Condition` and the deletion policies stay; an `UpdatePolicy` means nothing to a custom resource and goes.
 */
export function toCustomResource(template: Template, resource: Resource, properties: Record<string, any>): void {
  template.Resources![STUB] ??= {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Description: 'Forwards custom resource requests to the canary plane of the rehearsal',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${ACCOUNT}:role/rehearsal`,
      Timeout: 60,
      Code: { ZipFile: CODE },
    },
  };
  resource.Type = customResourceType(resource.Type);
  resource.Properties = { ServiceToken: { 'Fn::GetAtt': [STUB, 'Arn'] }, ...properties };
  delete resource.UpdatePolicy;
}
