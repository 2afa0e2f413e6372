import { type IConstruct } from 'constructs';

/** Raised for misuse, at synth; the message starts with the path of the construct, shows the value and says what to do. */
export class CanaryLambdaError extends Error {
  constructor(scope: IConstruct, message: string) {
    super(`${scope.node.path}: ${message}`);
    this.name = 'CanaryLambdaError';
  }
}
