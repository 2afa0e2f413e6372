/**
 * The part of the CodeDeploy client that we call, as our own types: users of the hook SDK should not need the AWS SDK's types
 * to compile. The AWS SDK's `CodeDeploy` class fits without an adapter.
 */
export interface CodeDeployApi {
  getDeployment(input: { deploymentId: string }): Promise<{ deploymentInfo?: DeploymentInfo }>;
  listDeploymentTargets(input: { deploymentId: string }): Promise<{ targetIds?: string[] }>;
  getDeploymentTarget(input: { deploymentId: string; targetId: string }): Promise<{ deploymentTarget?: { lambdaTarget?: LambdaTarget } }>;
  getApplicationRevision(input: { applicationName: string; revision: Revision }): Promise<{ revision?: Revision }>;
  putLifecycleEventHookExecutionStatus(input: {
    deploymentId: string;
    lifecycleEventHookExecutionId: string;
    status: 'Succeeded' | 'Failed';
  }): Promise<unknown>;
}

export interface DeploymentInfo {
  applicationName?: string;
  deploymentGroupName?: string;
  status?: string;
  creator?: string;
  externalId?: string;
  createTime?: Date;
  errorInformation?: { code?: string; message?: string };
  rollbackInfo?: { rollbackDeploymentId?: string; rollbackTriggeringDeploymentId?: string; rollbackMessage?: string };
  overrideAlarmConfiguration?: AlarmConfiguration;
  revision?: Revision;
}

/** A deployment names its revision by a hash; `GetApplicationRevision` tells the content, which is the AppSpec. */
export interface Revision {
  revisionType?: 'AppSpecContent' | 'GitHub' | 'S3' | 'String';
  string?: { content?: string; sha256?: string };
  appSpecContent?: { content?: string; sha256?: string };
}

export interface AlarmConfiguration {
  enabled?: boolean;
  alarms?: { name?: string }[];
}

export interface LambdaTarget {
  lambdaFunctionInfo?: { functionName?: string; functionAlias?: string; currentVersion?: string; targetVersion?: string };
  lifecycleEvents?: { lifecycleEventName?: string; status?: string; startTime?: Date; diagnostics?: { message?: string } }[];
}
