import { type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { type ResourceProvider, type ResourceRequest, type ResourceResult } from './custom-resources';
import { changed, nameOf, properties } from './properties';
import { alarmArn } from '../cloudwatch/alarms/alarm';
import { type Alarms } from '../cloudwatch/alarms/alarms';

/** AWS::CloudWatch::Alarm; `Ref` is its name. */
export function alarmResources(alarms: Alarms): ResourceProvider {
  const put = (request: ResourceRequest, name: string): ResourceResult => {
    alarms.put({ ...(properties(request) as PutMetricAlarmInput), AlarmName: name });
    return { physicalId: name, attributes: { Arn: alarmArn(name) } };
  };
  return {
    create: async request => put(request, nameOf(request, 'AlarmName')),
    update: async request => put(request, changed(request, 'AlarmName') ? nameOf(request, 'AlarmName') : request.PhysicalResourceId!),
    delete: async ({ PhysicalResourceId }) => {
      if (alarms.list().some(alarm => alarm.name === PhysicalResourceId)) alarms.delete([PhysicalResourceId!]);
    },
  };
}
