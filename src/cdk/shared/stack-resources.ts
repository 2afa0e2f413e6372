import { Aspects, CfnResource, type IAspect, Stage } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';

const KNOWN = new WeakMap<IConstruct, StackResources>();

/**
 * Collects the resources that canaries look for at the end of synth, in their own stack and in all others of the app or stage: an API in
 * a stack of its own may call a canary's function.
 *
 * One walk serves all canaries: with a walk for each, synth would take time that grows with the square of their number.
 */
export class StackResources implements IAspect {
  public static of(scope: IConstruct): StackResources {
    const stage = Stage.of(scope) ?? scope.node.root;
    const resources = KNOWN.get(stage) ?? new StackResources(stage);
    KNOWN.set(stage, resources);
    return resources;
  }

  private readonly found = new Map<string, Set<CfnResource>>();
  private derived = new Map<unknown, unknown>();

  private constructor(stage: IConstruct) {
    Aspects.of(stage).add(this);
  }

  public visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) return;
    const ofType = this.found.get(node.cfnResourceType) ?? new Set();
    this.found.set(node.cfnResourceType, ofType.add(node));
    this.derived = new Map();
  }

  public ofType<T extends CfnResource>(...types: string[]): T[] {
    return types.flatMap(type => [...(this.found.get(type) ?? [])] as T[]);
  }

  /** Calculates something from the resources once for all canaries; to be called at the end of synth. */
  public once<T>(calculate: (resources: StackResources) => T): T {
    if (!this.derived.has(calculate)) this.derived.set(calculate, calculate(this));
    return this.derived.get(calculate) as T;
  }
}
