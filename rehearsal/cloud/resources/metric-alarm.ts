import { type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { type PlayedResource, type ResourceRequest, type ResourceResult } from './played-resource';
import { changed, nameOf, properties } from './properties';
import { alarmArn } from '../cloudwatch/alarms/alarm';

const MAX_NAME = 255;

/** MiniStack ignores an alarm's dimensions and refuses metric math. `Ref` is the alarm's name. */
export const METRIC_ALARM: PlayedResource = {
  type: 'AWS::CloudWatch::Alarm',
  provider: ({ cloudWatch: { alarms } }) => {
    const put = (request: ResourceRequest, name: string): ResourceResult => {
      alarms.put({ ...(properties(request) as PutMetricAlarmInput), AlarmName: name });
      return { physicalId: name, attributes: { Arn: alarmArn(name) } };
    };
    return {
      create: async request => put(request, nameOf(request, 'AlarmName', MAX_NAME)),
      update: async request => put(request, changed(request, 'AlarmName') ? nameOf(request, 'AlarmName', MAX_NAME) : request.PhysicalResourceId!),
      delete: async ({ PhysicalResourceId }) => {
        if (alarms.list().some(alarm => alarm.name === PhysicalResourceId)) alarms.delete([PhysicalResourceId!]);
      },
    };
  },
};
