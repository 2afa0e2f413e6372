import { Aspects, CfnResource, type IAspect, type Stack } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';

/** Resources that affect a canary from anywhere in its stack. */
const WATCHED = [
  'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::Lambda::Url', 'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::EventInvokeConfig',
];

/**
 * Collects the resources of a stack that canaries look for at the end of synth.
 *
 * One walk serves all canaries of the stack: with a walk for each, synth would take time that grows with the square of their number.
 */
export class StackResources implements IAspect {
  private readonly found = new Set<CfnResource>();

  constructor(stack: Stack) {
    Aspects.of(stack).add(this);
  }

  public visit(node: IConstruct): void {
    if (CfnResource.isCfnResource(node) && WATCHED.includes(node.cfnResourceType)) this.found.add(node);
  }

  public ofType<T extends CfnResource>(...types: string[]): T[] {
    return [...this.found].filter((resource): resource is T => types.includes(resource.cfnResourceType));
  }
}
