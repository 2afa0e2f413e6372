import { type AlarmConfiguration, type CodeDeployApi, type DeploymentInfo, type LambdaTarget } from './code-deploy-api';
import { isException } from './errors';

/** One step of a deployment as CodeDeploy tells it: `BeforeAllowTraffic`, `AllowTraffic` … */
export interface LifecycleStep {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
}

/** What CodeDeploy knows about one deployment, from its two calls, in one place. */
export interface Deployment {
  readonly deploymentId: string;
  readonly status: string;
  readonly creator?: string;
  readonly created?: Date;
  readonly applicationName?: string;
  readonly deploymentGroupName?: string;
  readonly functionName?: string;
  readonly alias?: string;
  readonly currentVersion?: string;
  readonly targetVersion?: string;
  readonly steps: LifecycleStep[];
  readonly error?: { readonly code?: string; readonly message?: string };
  /** The deployment that rolls this one back. */
  readonly rollbackDeploymentId?: string;
  /** The deployment that this one rolls back. */
  readonly rollbackTriggeringDeploymentId?: string;
  readonly alarmOverride?: AlarmConfiguration;
}

const TERMINAL = ['Succeeded', 'Failed', 'Stopped'];
const ROLLBACK_CREATORS = ['codeDeployRollback', 'CloudFormationRollback'];

/** Whether nothing will happen in it any more. */
export function isTerminal(deployment: Deployment): boolean {
  return TERMINAL.includes(deployment.status);
}

/** Whether it brings the old version back: hooks run again in it, and must not stand in its way. */
export function isRollback(deployment: Deployment): boolean {
  return ROLLBACK_CREATORS.includes(deployment.creator ?? '') || deployment.rollbackTriggeringDeploymentId !== undefined;
}

/** Reads a deployment and its Lambda target. A deployment that has not started has no target, so no versions and no steps. */
export async function readDeployment(api: CodeDeployApi, deploymentId: string): Promise<Deployment> {
  const [{ deploymentInfo }, target] = await Promise.all([api.getDeployment({ deploymentId }), readTarget(api, deploymentId)]);
  return toDeployment(deploymentId, deploymentInfo ?? {}, target ?? {});
}

async function readTarget(api: CodeDeployApi, deploymentId: string): Promise<LambdaTarget | undefined> {
  try {
    const targetId = (await api.listDeploymentTargets({ deploymentId })).targetIds?.[0];
    if (targetId === undefined) return undefined;
    return (await api.getDeploymentTarget({ deploymentId, targetId })).deploymentTarget?.lambdaTarget;
  } catch (error) {
    if (isException(error, 'DeploymentNotStartedException', 'DeploymentTargetDoesNotExistException')) return undefined;
    throw error;
  }
}

function toDeployment(deploymentId: string, info: DeploymentInfo, target: LambdaTarget): Deployment {
  const lambda = target.lambdaFunctionInfo;
  return {
    deploymentId,
    status: info.status ?? 'Unknown',
    creator: info.creator,
    created: info.createTime,
    applicationName: info.applicationName,
    deploymentGroupName: info.deploymentGroupName,
    functionName: plainName(lambda?.functionName),
    alias: lambda?.functionAlias,
    currentVersion: lambda?.currentVersion,
    targetVersion: lambda?.targetVersion,
    steps: (target.lifecycleEvents ?? []).map(event => ({
      name: event.lifecycleEventName ?? 'Unknown',
      status: event.status ?? 'Unknown',
      message: event.diagnostics?.message || undefined,
    })),
    error: info.errorInformation,
    rollbackDeploymentId: info.rollbackInfo?.rollbackDeploymentId || undefined,
    rollbackTriggeringDeploymentId: info.rollbackInfo?.rollbackTriggeringDeploymentId || undefined,
    alarmOverride: info.overrideAlarmConfiguration,
  };
}

/** An AppSpec may name its function by ARN; customers, alarms and events know it by name. */
function plainName(nameOrArn?: string): string | undefined {
  return nameOrArn?.split(':function:').pop()?.split(':')[0];
}
