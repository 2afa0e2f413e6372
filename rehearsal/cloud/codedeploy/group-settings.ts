import { type AlarmConfiguration, type AutoRollbackConfiguration, type DeploymentStyle } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../front/service-error';

const ROLLBACK_EVENTS = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'];
/** API model and CloudFormation say 10; another quotas page says 50 (facts/codedeploy.md §4). */
const MAX_ALARMS = 10;
const MAX_ALARM_NAME = 255;
const ROLE_ARN = /^arn:[^:]+:iam::\d{12}:role\/./;

export function validateRole(serviceRoleArn?: string): void {
  if (!serviceRoleArn) throw new ServiceError('RoleRequiredException', 'The service role ARN is required');
  if (!ROLE_ARN.test(serviceRoleArn)) throw new ServiceError('InvalidRoleException', `The service role ARN is not valid, got: ${serviceRoleArn}`);
}

export function validateStyle({ deploymentType, deploymentOption }: DeploymentStyle = {}): void {
  if (deploymentType === 'BLUE_GREEN' && deploymentOption === 'WITH_TRAFFIC_CONTROL') return;
  throw new ServiceError('InvalidDeploymentStyleException',
    `For Lambda the deployment style must be BLUE_GREEN WITH_TRAFFIC_CONTROL, got: ${deploymentType} ${deploymentOption}`);
}

/** Validates a group's alarms, or the alarms that override them for one deployment. */
export function validateAlarms({ enabled, alarms = [] }: AlarmConfiguration = {}): void {
  if (alarms.length > MAX_ALARMS) {
    throw new ServiceError('AlarmsLimitExceededException', `A deployment group can have ${MAX_ALARMS} alarms, got: ${alarms.length}`);
  }
  const invalid = (message: string) => new ServiceError('InvalidAlarmConfigException', message);
  if (enabled && !alarms.length) throw invalid('An enabled alarm configuration must have at least one alarm');
  const names = alarms.map(alarm => alarm.name ?? '');
  for (const name of names) {
    if (!name || name.length > MAX_ALARM_NAME) throw invalid(`The name of an alarm must have 1 to ${MAX_ALARM_NAME} characters, got: ${name.length}`);
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw invalid(`An alarm can be named only once, got twice: ${twice}`);
}

/** Validates a group's rollback settings, or the settings that override them for one deployment. */
export function validateAutoRollback({ enabled, events = [] }: AutoRollbackConfiguration = {}): void {
  const known = events.every(event => ROLLBACK_EVENTS.includes(event));
  if (known && (events.length || !enabled)) return;
  throw new ServiceError('InvalidAutoRollbackConfigException', `Rollback events must be among ${ROLLBACK_EVENTS.join(', ')}, got: ${events.join(', ') || 'no event'}`);
}
