import { APPLICATION } from './codedeploy-application';
import { DEPLOYMENT_CONFIG } from './codedeploy-deployment-config';
import { DEPLOYMENT_GROUP } from './codedeploy-deployment-group';
import { LAMBDA_ALIAS } from './lambda-alias';
import { METRIC_ALARM } from './metric-alarm';
import { type PlayedResource, type ProviderContext, type ResourceProvider } from './played-resource';
import { customResourceType, resourcesOfType, type Template, toCustomResource } from './template';

/** Every resource type that the local cloud plays. */
const PLAYED: readonly PlayedResource[] = [APPLICATION, DEPLOYMENT_GROUP, DEPLOYMENT_CONFIG, LAMBDA_ALIAS, METRIC_ALARM];

/** Turns the played resources of a template into custom resources. */
export function rewritePlayedResources(template: Template): void {
  for (const { type, properties } of PLAYED) {
    for (const resource of resourcesOfType(template, type)) {
      toCustomResource(template, resource, properties ? properties(resource) : { ...resource.Properties });
    }
  }
}

/** The provider of each played resource, by the type that it has in a rewritten template. */
export function providers(context: ProviderContext): Record<string, ResourceProvider> {
  return Object.fromEntries(PLAYED.map(({ type, provider }) => [customResourceType(type), provider(context)]));
}
