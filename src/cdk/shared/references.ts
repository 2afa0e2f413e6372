import { CfnResource, DefaultTokenResolver, type IPostProcessor, type IResolvable, type IResolveContext, Reference, StringConcat, Tokenization } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';

/** A resource as it will stand in the template, before tokens are resolved. The CDK renders it with this method, which its typings omit. */
export function rendering(resource: CfnResource): unknown {
  return (resource as unknown as { _toCloudFormation(): unknown })._toCloudFormation();
}

/** The resources that a resource refers to or waits for, in whichever stack they are. */
export function referencesOf(resource: CfnResource): CfnResource[] {
  const dependencies = resource.obtainDependencies().filter((dependency): dependency is CfnResource => CfnResource.isCfnResource(dependency));
  return [...referencesIn(rendering(resource), resource), ...dependencies];
}

/** The resources that a value refers to. */
export function referencesIn(value: unknown, scope: IConstruct): CfnResource[] {
  const found = new Set<CfnResource>();
  resolveReferences(value, scope, ({ target }) => {
    if (CfnResource.isCfnResource(target)) found.add(target);
    return 'reference';
  });
  return [...found];
}

/** Resolves a value, with a text of our own for each reference. */
export function resolveReferences(value: unknown, scope: IConstruct, replace: (reference: Reference) => string): unknown {
  return Tokenization.resolve(value, { scope, resolver: new ReferenceResolver(replace), preparing: false });
}

/** A path as users know it: without the `Resource` by which a construct names its only resource. */
export function shownPath(construct: IConstruct): string {
  return construct.node.path.replace(/\/Resource$/, '');
}

class ReferenceResolver extends DefaultTokenResolver {
  constructor(private readonly replace: (reference: Reference) => string) {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    return Reference.isReference(token) ? this.replace(token) : super.resolveToken(token, context, postProcessor);
  }
}
