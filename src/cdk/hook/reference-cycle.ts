import { CfnResource, DefaultTokenResolver, type IPostProcessor, type IResolvable, type IResolveContext, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';

/**
 * How a function refers to one of `targets`: the construct paths on the way, or undefined.
 *
 * CloudFormation would refuse such a cycle at deployment, by logical ids; this names it at synth, by paths.
 */
export function referencePath(start: IConstruct, targets: IConstruct[]): string[] | undefined {
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
  for (const root of resourcesOf(start).filter(resource => resource.cfnResourceType === 'AWS::Lambda::Function')) {
    const path = follow(root);
    if (path) return path.map(resource => resource.node.path.replace(/\/Resource$/, ''));
  }
  return undefined;
}

function resourcesOf(construct: IConstruct): CfnResource[] {
  return construct.node.findAll().filter(child => CfnResource.isCfnResource(child));
}

function referencesOf(resource: CfnResource): CfnResource[] {
  const collector = new ReferenceCollector();
  // The CDK renders a resource with this method, which its typings omit.
  const rendered = (resource as unknown as { _toCloudFormation(): unknown })._toCloudFormation();
  Tokenization.resolve(rendered, { scope: resource, resolver: collector, preparing: false });
  return [...collector.found, ...resource.obtainDependencies().filter(dependency => CfnResource.isCfnResource(dependency))];
}

/** Resolves a resource only as far as needed to see which others it refers to. */
class ReferenceCollector extends DefaultTokenResolver {
  public readonly found = new Set<CfnResource>();

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (!Reference.isReference(token)) return super.resolveToken(token, context, postProcessor);
    if (CfnResource.isCfnResource(token.target)) this.found.add(token.target);
    return 'reference';
  }
}
