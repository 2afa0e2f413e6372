import {
  type DeploymentInfo, type DeploymentOverview, type DeploymentStatus, type DeploymentTarget, type RevisionLocation, type TargetStatus,
} from '@aws-sdk/client-codedeploy';
import { revisionContent, sha256 } from './app-spec';
import { type Deployment, type LifecycleEvent } from './deployment';
import { functionArn } from '../account';
import { type ScaledTime } from '../scaled-time';
import { type Unkind } from '../unkind';

/** The target of a Lambda deployment is the function's alias. */
export function targetId({ props: { appSpec } }: Deployment): string {
  return `${appSpec.functionName}:${appSpec.alias}`;
}

/** GetDeployment's answer. The versions are in the target, not here. */
export function deploymentInfo({ view, props }: Deployment): DeploymentInfo {
  const { deploymentId, applicationName, deploymentGroupName, deploymentConfigName, creator, status, errorInformation, rollbackInfo } = view;
  return {
    deploymentId,
    applicationName,
    deploymentGroupName,
    deploymentConfigName,
    creator,
    status,
    errorInformation,
    rollbackInfo,
    createTime: view.createTime,
    startTime: view.startTime,
    completeTime: view.completeTime,
    description: props.description,
    computePlatform: 'Lambda',
    revision: withoutContent(props.revision),
    deploymentStyle: props.group.deploymentStyle,
    autoRollbackConfiguration: props.group.autoRollbackConfiguration,
    overrideAlarmConfiguration: props.group.alarmConfiguration,
    ignoreApplicationStopFailures: false,
    updateOutdatedInstancesOnly: false,
    instanceTerminationWaitTimeStarted: false,
    deploymentOverview: deploymentOverview(status),
  };
}

/** Counts targets by status; a Lambda deployment has one target. */
export function deploymentOverview(status: DeploymentStatus): DeploymentOverview {
  return {
    Pending: Number(status === 'Created'),
    InProgress: Number(status === 'InProgress'),
    Succeeded: Number(status === 'Succeeded'),
    Failed: Number(status === 'Failed' || status === 'Stopped'),
    Skipped: 0,
    Ready: 0,
  };
}

/** Names the revision by its hash; GetApplicationRevision returns its content. */
function withoutContent(revision: RevisionLocation): RevisionLocation {
  const hash = { sha256: sha256(revisionContent(revision)) };
  return { revisionType: revision.revisionType, [revision.revisionType === 'String' ? 'string' : 'appSpecContent']: hash };
}

export function targetStatus({ view: { status } }: Deployment): TargetStatus {
  return ({ Created: 'Pending', Stopped: 'Failed' }[status as string] ?? status) as TargetStatus;
}

export function deploymentTarget(deployment: Deployment, time: ScaledTime, { pendingMinutes = 0, lateTargetInfo }: Unkind): DeploymentTarget {
  const { view, props: { appSpec } } = deployment;
  const told = (event: LifecycleEvent): LifecycleEvent => {
    const recent = event.status === 'InProgress' && Date.now() - event.startTime!.getTime() < time.millis(pendingMinutes * 60);
    return recent && event.name !== 'AllowTraffic' ? { name: event.name, status: 'Pending' } : event;
  };
  return {
    deploymentTargetType: 'LambdaTarget',
    lambdaTarget: {
      deploymentId: deployment.id,
      targetId: targetId(deployment),
      targetArn: functionArn(appSpec.functionName, appSpec.alias),
      status: targetStatus(deployment),
      lastUpdatedAt: deployment.lastUpdatedAt,
      lifecycleEvents: view.lifecycleEvents.map(told).map(({ name, status, startTime, endTime, message }) => ({
        lifecycleEventName: name,
        status,
        startTime,
        endTime,
        diagnostics: message ? { errorCode: 'ScriptFailed', scriptName: '', message, logTail: '' } : undefined,
      })),
      lambdaFunctionInfo: lateTargetInfo && deployment.lifecycleEvent('AllowTraffic').status === 'Pending' ? {} : {
        functionName: appSpec.functionName,
        functionAlias: appSpec.alias,
        currentVersion: appSpec.currentVersion,
        targetVersion: appSpec.targetVersion,
        targetVersionWeight: view.targetVersionWeight,
      },
    },
  };
}
