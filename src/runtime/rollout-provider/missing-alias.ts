import { UnfitVersion } from './preflight';
import { type RolloutRequest } from './request';

/**
 * Tells what happens where the alias does not exist: CloudFormation creates it on the new version, without a rollout.
 *
 * @throws if that is not what a first deploy is like: the alias was deleted, or it is renamed together with new code
 */
export function tellMissingAlias(request: RolloutRequest): undefined {
  const { properties: { functionName, aliasName, targetVersion, shiftMode }, previous, narrator } = request;
  if (previous.FunctionName === functionName && previous.AliasName === aliasName) throw new UnfitVersion(deleted(request));
  const isRenamed = previous.FunctionName === functionName && previous.AliasName !== undefined;
  if (isRenamed && previous.TargetVersion === targetVersion) {
    narrator.tell(`alias ${previous.AliasName} of ${functionName} is renamed ${aliasName} and stays on version ${targetVersion}`);
  } else if (isRenamed) {
    if (shiftMode !== 'UNGUARDED') throw new UnfitVersion(renamed(request));
    narrator.warn(`alias ${previous.AliasName} of ${functionName} is renamed ${aliasName}: all traffic meets version ${targetVersion} at once`);
  } else if (previous.FunctionName !== undefined) {
    narrator.warn(`function ${previous.FunctionName} is replaced by ${functionName}: all traffic meets its version ${targetVersion} at once, unwatched`);
  } else {
    narrator.tell(`first deploy: version ${targetVersion} is live at once, there is no older version to shift from`);
  }
}

/** CloudFormation would fail to move it, and again to move it back, and the stack would be stuck. */
function deleted({ properties: { functionName, aliasName }, previous }: RolloutRequest): string {
  return `alias ${aliasName} of ${functionName} must exist to be moved, got: no such alias. Something else deleted it. `
    + `Make it again with \`aws lambda create-alias --function-name ${functionName} --name ${aliasName} --function-version ${previous.TargetVersion}\` `
    + 'and deploy again';
}

function renamed({ properties: { functionName, aliasName, targetVersion }, previous }: RolloutRequest): string {
  return `alias ${previous.AliasName} of ${functionName} must be renamed in a deploy of its own, got: ${aliasName} together with version ${targetVersion}. `
    + 'CodeDeploy can\'t shift traffic between two aliases, so all customers would meet the new version at once. '
    + 'Deploy the new name first and the new code afterwards, or deploy both once with `skip: true`';
}
