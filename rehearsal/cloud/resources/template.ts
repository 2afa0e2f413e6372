import { ACCOUNT } from '../account';

/** A CloudFormation resource, as far as the rewriting reads it. */
export interface Resource {
  Type: string;
  Properties?: Record<string, any>;
  UpdatePolicy?: Record<string, any>;
  [attribute: string]: unknown;
}

export interface Template {
  Resources?: Record<string, Resource>;
  [section: string]: unknown;
}

/** Where the front takes custom resource requests. */
export const CUSTOM_RESOURCE_PATH = '/_rehearsal/custom-resource';
/** Logical ID of the function that forwards the requests. */
const FORWARDER = 'RehearsalCustomResources';

/** Contains no URL, so that a template is the same in every rehearsal. */
const CODE = `exports.handler = async event => {
  const answer = await fetch(process.env.AWS_ENDPOINT_URL + '${CUSTOM_RESOURCE_PATH}', { method: 'POST', body: JSON.stringify(event) });
  if (!answer.ok) throw new Error(await answer.text());
};
`;

export function resourcesOfType(template: Template, type: string): Resource[] {
  return Object.values(template.Resources ?? {}).filter(resource => resource.Type === type);
}

/** `AWS::Lambda::Alias` becomes `Custom::RehearsalLambdaAlias`. */
export function customResourceType(type: string): string {
  return `Custom::Rehearsal${type.replace(/^AWS::/, '').replaceAll('::', '')}`;
}

/**
 * Turns a resource into a custom resource whose provider forwards each request to the front by HTTP.
 *
 * `DependsOn`, `Condition` and the deletion policies stay. The `UpdatePolicy` is removed: it means nothing for a custom resource.
 */
export function toCustomResource(template: Template, resource: Resource, properties: Record<string, any>): void {
  template.Resources![FORWARDER] ??= {
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
  resource.Properties = { ServiceToken: { 'Fn::GetAtt': [FORWARDER, 'Arn'] }, ...properties };
  delete resource.UpdatePolicy;
}
