import { type AppSpecTarget, readAppSpec } from './app-spec';
import { type AlarmConfiguration, type CodeDeployApi, type DeploymentInfo, type LambdaTarget } from './code-deploy-api';
import { isException } from './errors';

/** One step of a deployment as CodeDeploy reports it: `BeforeAllowTraffic`, `AllowTraffic` … */
export interface LifecycleStep {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly started?: Date;
}

/** What CodeDeploy knows about one deployment, collected from `GetDeployment` and `GetDeploymentTarget`. */
export interface Deployment {
  readonly deploymentId: string;
  readonly status: string;
  readonly creator?: string;
  /** What the deployment belongs to, such as a stack's id. */
  readonly externalId?: string;
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
const CLOUDFORMATION_CREATORS = ['CloudFormation', 'CloudFormationRollback'];

/** Whether the deployment has ended. */
export function isTerminal(deployment: Deployment): boolean {
  return TERMINAL.includes(deployment.status);
}

/**
 * Whether the deployment restores the old version. CodeDeploy calls hooks in it too, but they must not stop it.
 *
 * It names the deployment that it rolls back, or CloudFormation takes the alias to an older version. A person's deployment to an older version
 * is a rollout like any other: its hooks count, and a release may stop it.
 */
export function isRollback(deployment: Deployment): boolean {
  return deployment.rollbackTriggeringDeploymentId !== undefined || ROLLBACK_CREATORS.includes(deployment.creator ?? '')
    || (isByCloudFormation(deployment) && goesBack(deployment));
}

/** Whether CloudFormation started the deployment. AWS documents its creators for ECS only, so the stack's id counts too. */
export function isByCloudFormation({ creator = '', externalId = '' }: Deployment): boolean {
  return CLOUDFORMATION_CREATORS.includes(creator) || externalId.includes(':cloudformation:');
}

/** Lambda numbers versions upwards and uses no number twice. */
function goesBack({ currentVersion, targetVersion }: Deployment): boolean {
  return currentVersion !== undefined && targetVersion !== undefined && Number(targetVersion) < Number(currentVersion);
}

/**
 * Reads a deployment and its Lambda target.
 *
 * A target may be missing until the deployment starts, and AWS does not say when it names the versions. In the field they were
 * missing while the first hook ran. Then the AppSpec tells them; the steps stay unknown.
 */
export async function readDeployment(api: CodeDeployApi, deploymentId: string): Promise<Deployment> {
  const [{ deploymentInfo = {} }, target = {}] = await Promise.all([api.getDeployment({ deploymentId }), readTarget(api, deploymentId)]);
  const told = target.lambdaFunctionInfo;
  const isTold = told?.functionName && told.functionAlias && told.currentVersion && told.targetVersion;
  return toDeployment(deploymentId, deploymentInfo, target, isTold ? {} : await readAppSpec(api, deploymentInfo));
}

/** Reads the status of a deployment without its target: one call, which is enough for waiting for its end. */
export async function readProgress(api: CodeDeployApi, deploymentId: string): Promise<Deployment> {
  return toDeployment(deploymentId, (await api.getDeployment({ deploymentId })).deploymentInfo ?? {}, {}, {});
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

function toDeployment(deploymentId: string, info: DeploymentInfo, target: LambdaTarget, appSpec: AppSpecTarget): Deployment {
  const lambda = target.lambdaFunctionInfo;
  return {
    deploymentId,
    status: info.status ?? 'Unknown',
    creator: info.creator,
    externalId: info.externalId || undefined,
    created: info.createTime,
    applicationName: info.applicationName,
    deploymentGroupName: info.deploymentGroupName,
    functionName: plainName(lambda?.functionName || appSpec.functionName),
    alias: lambda?.functionAlias || appSpec.alias,
    currentVersion: lambda?.currentVersion || appSpec.currentVersion,
    targetVersion: lambda?.targetVersion || appSpec.targetVersion,
    steps: (target.lifecycleEvents ?? []).map(event => ({
      name: event.lifecycleEventName ?? 'Unknown',
      status: event.status ?? 'Unknown',
      message: event.diagnostics?.message || undefined,
      started: event.startTime,
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
