import { type Deployment } from '../../aws/deployment';
import { type Deployments } from '../shared/deployments';

const BY_CLOUDFORMATION = ['CloudFormation', 'CloudFormationRollback'];

/**
 * The version from which CloudFormation will move the alias.
 *
 * That is what its alias resource records. We are only told what *this* resource records, and after a deploy that failed
 * without the stack going back (`cdk deploy --no-rollback`, an alias skipped by ContinueUpdateRollback) that is the version
 * which was rejected. Where the two may differ, CodeDeploy knows where its last deployment left the alias.
 *
 * @param recorded the target version that this resource records
 * @param seen the version that the alias is on
 */
export async function startingPoint(recorded: string, seen: string, deployments: Deployments): Promise<string> {
  if (seen === recorded) return recorded;
  const last = await deployments.lastEnded();
  if (!last) return recorded;
  const left = last.status === 'Succeeded' ? last.targetVersion : last.currentVersion;
  if (left !== undefined && wasRejected(recorded, last)) return left;
  return left === seen && BY_CLOUDFORMATION.includes(last.creator ?? '') ? seen : recorded;
}

function wasRejected(version: string, last: Deployment): boolean {
  return last.status !== 'Succeeded' && last.targetVersion === version;
}
