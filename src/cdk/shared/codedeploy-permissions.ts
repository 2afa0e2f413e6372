/** Statements without a principal, as they go into a role. */
export interface Permission {
  readonly actions: string[];
  readonly resources: string[];
}

/**
 * Reading the targets of a deployment, which hold its versions.
 *
 * AWS's pages disagree whether these two read-only calls can be limited to a deployment group, and a refusal would fail every
 * rollout: so they are not limited (decisions/0006).
 */
export const READ_TARGETS: Permission = { actions: ['codedeploy:ListDeploymentTargets', 'codedeploy:GetDeploymentTarget'], resources: ['*'] };

/** For security scanners. */
export const READ_TARGETS_REASON = 'AWS documents two ways to limit codedeploy:ListDeploymentTargets and GetDeploymentTarget; both calls only read';

/** Reporting a hook's status, and reading the deployment besides its targets. */
export function reportPermission(deploymentGroupArn: string): Permission {
  return { actions: ['codedeploy:GetDeployment', 'codedeploy:PutLifecycleEventHookExecutionStatus'], resources: [deploymentGroupArn] };
}
