import { type ResourceRequest } from './played-resource';

const NUMBERS = [
  'Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold', 'CanaryPercentage', 'CanaryInterval', 'LinearPercentage', 'LinearInterval',
];
const BOOLEANS = ['ActionsEnabled', 'ReturnData', 'Enabled', 'IgnorePollAlarmFailure'];

/** A resource's properties with the types of its template: CloudFormation gives a custom resource strings for numbers and booleans. */
export function properties({ ResourceProperties: { ServiceToken, Tags, ...own } }: ResourceRequest): Record<string, any> {
  return typed(own);
}

function typed(value: any, key?: string): any {
  if (Array.isArray(value)) return value.map(entry => typed(entry));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, typed(entry, name)]));
  if (NUMBERS.includes(key!)) return Number(value);
  if (BOOLEANS.includes(key!)) return value === 'true';
  return value;
}

/** Properties in the shape of CodeDeploy's API: names start with a lower-case letter. */
export function apiInput(value: any): any {
  if (Array.isArray(value)) return value.map(apiInput);
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key[0].toLowerCase() + key.slice(1), apiInput(entry)]));
}

/** Whether an update changes one of these properties. */
export function changed({ ResourceProperties, OldResourceProperties }: ResourceRequest, ...names: string[]): boolean {
  return names.some(name => JSON.stringify(ResourceProperties[name]) !== JSON.stringify(OldResourceProperties?.[name]));
}

/**
 * The name in the template, or the name that CloudFormation gives to a resource without one: shortened to the length that the service
 * allows, without losing its random end.
 */
export function nameOf(request: ResourceRequest, property: string, maxLength = 100): string {
  const { StackId, LogicalResourceId, RequestId, ResourceProperties } = request;
  const suffix = `-${RequestId.replaceAll('-', '').slice(0, 12).toUpperCase()}`;
  const prefix = `${StackId.split('/')[1]}-${LogicalResourceId}`;
  return ResourceProperties[property] ?? prefix.slice(0, maxLength - suffix.length) + suffix;
}
