import { App, type CfnElement, Stack, type StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type Construct } from 'constructs';
import { CanaryLambda, type CanaryLambdaProps } from '../../../src';

/** A stack for one test, with short names for what tests read. */
export class Fixture {
  public readonly app: App;
  public readonly stack: Stack;

  constructor(context: Record<string, unknown> = {}, props?: StackProps) {
    this.app = new App({ context });
    this.stack = new Stack(this.app, 'Shop', props);
  }

  public function(id = 'OrdersFn', props: Partial<lambda.FunctionProps> = {}, scope: Construct = this.stack): lambda.Function {
    return new lambda.Function(scope, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(`exports.handler = async () => '${id}'`),
      ...props,
    });
  }

  public template(): Template {
    return Template.fromStack(this.stack);
  }

  public warnings(): string[] {
    return Annotations.fromStack(this.stack).findWarning('*', Match.anyValue()).map(entry => String(entry.entry.data));
  }

  /** Logical ids of all resources of a type. */
  public ids(type: string): string[] {
    return Object.keys(this.template().findResources(type));
  }

  public id(element: Construct): string {
    return this.stack.resolve((element.node.defaultChild as CfnElement).logicalId);
  }
}

/** The CDK's message for a problem that shows at the end of synth. */
export const invalid = (problem: string) => `Validation failed with the following errors:\n  [Shop/Orders] ${problem}`;

/** The whole message with which a piece of code is refused. */
export function refusal(code: () => unknown): string {
  try {
    code();
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

/** The whole message with which a canary with these props is refused, at once or at the end of synth. */
export function creation(props: Partial<CanaryLambdaProps> | ((fixture: Fixture) => Partial<CanaryLambdaProps>)): string {
  return refusal(() => {
    const fixture = new Fixture();
    const fn = fixture.function();
    new CanaryLambda(fixture.stack, 'Orders', { function: fn, ...(typeof props === 'function' ? props(fixture) : props) });
    fixture.template();
  });
}
