/** What a statement of a role's policy grants. */
export interface Permission {
  readonly actions: string[];
  readonly resources: string[];
}

/**
 * Lets a function read the targets of a deployment, which hold its versions.
 *
 * AWS's pages disagree on whether a policy can limit these two read-only calls to a deployment group. A denied call would fail every
 * rollout, so they are not limited (decisions/0006).
 */
export const READ_TARGETS: Permission = { actions: ['codedeploy:ListDeploymentTargets', 'codedeploy:GetDeploymentTarget'], resources: ['*'] };

/** The reason that `acknowledge()` gives to security scanners. */
export const READ_TARGETS_REASON = 'AWS documents two ways to limit codedeploy:ListDeploymentTargets and GetDeploymentTarget; both calls only read';

/** Lets a function report a hook's status and read the deployment, without its targets. */
export function reportPermission(deploymentGroupArn: string): Permission {
  return { actions: ['codedeploy:GetDeployment', 'codedeploy:PutLifecycleEventHookExecutionStatus'], resources: [deploymentGroupArn] };
}

/** Lets a function read what a deployment moves: its AppSpec, and the alias. Both tell the versions before CodeDeploy's target does. */
export function readVersionsPermissions(applicationArn: string, functionArn: string): Permission[] {
  return [
    { actions: ['codedeploy:GetApplicationRevision'], resources: [applicationArn] },
    { actions: ['lambda:GetAlias'], resources: [functionArn] },
  ];
}
