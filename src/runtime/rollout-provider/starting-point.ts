import { type RolloutRequest } from './request';
import { type Deployment } from '../../aws/deployment';

const BY_CLOUDFORMATION = ['CloudFormation', 'CloudFormationRollback'];

/**
 * The version from which CloudFormation will move the alias: the one that its alias resource records.
 *
 * The event only says what *this* resource records. After a deploy that failed without a stack rollback (`cdk deploy --no-rollback`,
 * an alias skipped by ContinueUpdateRollback) that is the rejected version. Where the two may differ, CodeDeploy knows where its
 * last deployment left the alias.
 *
 * @param previousTarget the target version that this resource records
 * @param primary the version that the alias is on
 */
export async function startingPoint({ deployments }: RolloutRequest, previousTarget: string, primary: string): Promise<string> {
  if (primary === previousTarget) return previousTarget;
  const last = await deployments.lastEnded();
  if (!last) return previousTarget;
  const left = last.status === 'Succeeded' ? last.targetVersion : last.currentVersion;
  if (left !== undefined && wasRejected(previousTarget, last)) return left;
  return left === primary && BY_CLOUDFORMATION.includes(last.creator ?? '') ? primary : previousTarget;
}

function wasRejected(version: string, last: Deployment): boolean {
  return last.status !== 'Succeeded' && last.targetVersion === version;
}
