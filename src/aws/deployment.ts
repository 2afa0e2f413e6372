import { type AlarmConfiguration, type CodeDeployApi, type DeploymentInfo, type LambdaTarget } from './code-deploy-api';
import { isException } from './errors';

/** One step of a deployment as CodeDeploy reports it: `BeforeAllowTraffic`, `AllowTraffic` … */
export interface LifecycleStep {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
}

/** What CodeDeploy knows about one deployment, collected from `GetDeployment` and `GetDeploymentTarget`. */
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

/** Whether the deployment has ended. */
export function isTerminal(deployment: Deployment): boolean {
  return TERMINAL.includes(deployment.status);
}

/** Whether the deployment restores the old version. CodeDeploy calls hooks in it too, but they must not stop it. */
export function isRollback(deployment: Deployment): boolean {
  return ROLLBACK_CREATORS.includes(deployment.creator ?? '') || deployment.rollbackTriggeringDeploymentId !== undefined;
}

/** Reads a deployment and its Lambda target. Before a deployment starts it has no target, and so neither versions nor steps. */
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

/** An AppSpec may name its function by ARN, but alarms and events need the plain name. */
function plainName(nameOrArn?: string): string | undefined {
  return nameOrArn?.split(':function:').pop()?.split(':')[0];
}
