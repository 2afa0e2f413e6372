import { type IConstruct } from 'constructs';

const CONTEXT_KEY = '@aws-cdk/iam:customizeRoles';

/**
 * Whether the app leaves roles to its users (`Role.customizeRoles`): the CDK then writes a report of the permissions that they need.
 *
 * What is to be in that report must go through the role's own methods; a policy beside the role stays in the template and attaches to nothing.
 */
export function rolesAreReported(scope: IConstruct): boolean {
  return scope.node.tryGetContext(CONTEXT_KEY) !== undefined;
}

/** Whether roles are in the template. */
export function rolesAreSynthesized(scope: IConstruct): boolean {
  return !rolesAreReported(scope) || scope.node.tryGetContext(CONTEXT_KEY).preventSynthesis === false;
}
