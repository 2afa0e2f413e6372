import { type IResource, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';
import { type Problem } from './checks';

export interface Placed {
  readonly prop: string;
  readonly resource: IResource;
  readonly arn: string;
  /** Why it must be near, or what to do. */
  readonly reason: string;
}

/** What is wrong with a resource that is in another region or account than the canary, as far as synth knows both. */
export function placeProblem(scope: IConstruct, placed: Placed): Problem {
  return placeOf(scope, placed, 'region') ?? placeOf(scope, placed, 'account');
}

export function regionProblem(scope: IConstruct, placed: Placed): Problem {
  return placeOf(scope, placed, 'region');
}

function placeOf(scope: IConstruct, { prop, resource, arn, reason }: Placed, kind: 'region' | 'account'): Problem {
  const ours = Stack.of(scope)[kind];
  const theirs = Token.isUnresolved(arn) ? resource.env[kind] : arn.split(':')[kind === 'region' ? 3 : 4];
  if (Token.compareStrings(ours, theirs) !== TokenComparison.DIFFERENT) return undefined;
  return `\`${prop}\` must be in the ${kind} of the canary, ${ours}, got: ${resource.node.path} in ${theirs}. ${reason}`;
}
