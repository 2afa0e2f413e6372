import { CfnResource } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';
import { referencesOf, shownPath } from '../shared/references';

/**
 * How a construct's resources of these types refer to one of `targets`: the construct paths on the way, or undefined.
 *
 * CloudFormation would refuse such a cycle at deployment, by logical ids; this names it at synth, by paths.
 */
export function referencePath(start: IConstruct, types: string[], targets: IConstruct[]): string[] | undefined {
  const wanted = new Set(targets.flatMap(resourcesOf));
  const seen = new Set<CfnResource>();
  const follow = (resource: CfnResource): CfnResource[] | undefined => {
    if (wanted.has(resource)) return [resource];
    if (seen.has(resource)) return undefined;
    seen.add(resource);
    for (const next of referencesOf(resource)) {
      const path = follow(next);
      if (path) return [resource, ...path];
    }
    return undefined;
  };
  for (const root of resourcesOf(start).filter(resource => types.includes(resource.cfnResourceType))) {
    const path = follow(root);
    if (path) return path.map(shownPath);
  }
  return undefined;
}

function resourcesOf(construct: IConstruct): CfnResource[] {
  return construct.node.findAll().filter(child => CfnResource.isCfnResource(child));
}
