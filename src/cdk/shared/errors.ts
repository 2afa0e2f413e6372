import { type IConstruct } from 'constructs';
import { type Problem } from './checks';

/** Thrown at synth for misuse. The message starts with the path of the construct, shows the value and says what to do. */
export class CanaryLambdaError extends Error {
  constructor(scope: IConstruct, message: string) {
    super(`${scope.node.path}: ${message}`);
    this.name = 'CanaryLambdaError';
  }
}

/** Throws the first problem, if there is one; the message starts with the path of the construct or with the name of the factory. */
export function refuse(where: IConstruct | string, ...problems: Problem[]): void {
  const problem = problems.find(candidate => candidate !== undefined);
  if (problem === undefined) return;
  throw typeof where === 'string' ? new Error(`${where}: ${problem}`) : new CanaryLambdaError(where, problem);
}
