import { type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { generatedName, type ResourceProvider, type ResourceRequest, type ResourceResult } from './custom-resources';
import { alarmArn } from '../cloudwatch/alarms/alarm';
import { type Alarms } from '../cloudwatch/alarms/alarms';

/** AWS::CloudWatch::Alarm; `Ref` is its name. */
export function alarmResources(alarms: Alarms): ResourceProvider {
  const put = (request: ResourceRequest, name: string): ResourceResult => {
    const { ServiceToken, ...properties } = request.ResourceProperties;
    alarms.put({ ...(typed(properties) as PutMetricAlarmInput), AlarmName: name });
    return { physicalId: name, attributes: { Arn: alarmArn(name) } };
  };
  const nameOf = (request: ResourceRequest) => request.ResourceProperties.AlarmName ?? generatedName(request);
  return {
    create: async request => put(request, nameOf(request)),
    update: async request => {
      const renamed = request.ResourceProperties.AlarmName !== request.OldResourceProperties?.AlarmName;
      return put(request, renamed ? nameOf(request) : request.PhysicalResourceId!);
    },
    delete: async ({ PhysicalResourceId }) => {
      if (alarms.list().some(alarm => alarm.name === PhysicalResourceId)) alarms.delete([PhysicalResourceId!]);
    },
  };
}

const NUMBERS = ['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold'];
const BOOLEANS = ['ActionsEnabled', 'ReturnData'];

/** CloudFormation hands a custom resource strings where the template has numbers and booleans. */
function typed(value: unknown, key?: string): unknown {
  if (Array.isArray(value)) return value.map(entry => typed(entry));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, typed(entry, name)]));
  if (NUMBERS.includes(key!)) return Number(value);
  if (BOOLEANS.includes(key!)) return value === 'true';
  return value;
}
