import { CfnOutput, CfnResource, Stack } from 'aws-cdk-lib';
import { type IVersion } from 'aws-cdk-lib/aws-lambda';
import { type IConstruct } from 'constructs';
import { cfnVersion } from './version-retention';
import { type Problem } from '../shared/checks';
import { referencesIn, referencesOf, rendering, shownPath } from '../shared/references';

/**
 * Finds a use of the new version in another stack, such as its metric on a dashboard.
 *
 * The CDK exports the version for it, and CloudFormation never changes an export in use: the second deploy would fail (aws-cdk#15788).
 */
export function exportedVersionProblem(scope: IConstruct, version: IVersion): Problem {
  const resource = cfnVersion(version);
  if (!resource || !isExported(Stack.of(scope), resource)) return undefined;
  const user = scope.node.root.node.findAll().find(other =>
    CfnResource.isCfnResource(other) && Stack.of(other) !== Stack.of(resource) && referencesOf(other).includes(resource));
  return `the version must not be used in another stack, whose import would block every later deploy, got: ${user ? shownPath(user) : 'an export'}. `
    + `Move that to ${Stack.of(scope).node.path}, or use what has no version, such as \`alias.metricErrors()\``;
}

const rendered = (resource: CfnResource) => JSON.stringify(Stack.of(resource).resolve(rendering(resource)));

/** The CDK keeps what other stacks import under `Exports`, and what stacks of other regions import in an `ExportsWriter…`. */
function isExported(stack: Stack, resource: CfnResource): boolean {
  const holders = stack.node.children.filter(({ node }) => node.id.startsWith('Exports')).flatMap(({ node }) => node.findAll());
  return holders.some(holder => (holder instanceof CfnOutput && referencesIn(holder.value, holder).includes(resource))
    || (CfnResource.isCfnResource(holder) && rendered(holder).includes(`"Fn::GetAtt":["${stack.resolve(resource.logicalId)}"`)));
}
