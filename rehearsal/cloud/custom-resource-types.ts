/** Where the plane takes custom resource requests. */
export const CUSTOM_RESOURCE_PATH = '/_rehearsal/custom-resource';

/** `AWS::Lambda::Alias` becomes `Custom::RehearsalLambdaAlias`. */
export function customResourceType(type: string): string {
  return `Custom::Rehearsal${type.replace(/^AWS::/, '').replaceAll('::', '')}`;
}
