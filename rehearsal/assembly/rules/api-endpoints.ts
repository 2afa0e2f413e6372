import { type Rule, type Template } from '../../cloud/resources/template';

/**
 * MiniStack's `ApiEndpoint` names itself (`http://<id>.execute-api.127.0.0.1:<port>`, no valid URL): it becomes what AWS returns.
 *
 * Handlers and `LocalCloud.localUrl` know the way from there to the local cloud.
 */
export const apiEndpoints: Rule = template => {
  for (const section of ['Resources', 'Outputs']) template[section] = rewrite(template, template[section]);
};

function rewrite(template: Template, value: any): any {
  if (Array.isArray(value)) return value.map(entry => rewrite(template, entry));
  if (!value || typeof value !== 'object') return value;
  const [api, attribute] = value['Fn::GetAtt'] ?? [];
  const resource = template.Resources?.[api];
  if (attribute === 'ApiEndpoint' && resource?.Type === 'AWS::ApiGatewayV2::Api') {
    const scheme = resource.Properties?.ProtocolType === 'WEBSOCKET' ? 'wss' : 'https';
    return { 'Fn::Sub': `${scheme}://\${${api}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}` };
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rewrite(template, entry)]));
}
