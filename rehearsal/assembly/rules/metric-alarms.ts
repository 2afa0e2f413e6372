import { toCustomResource } from '../custom-resource';
import { resourcesOfType, type Rule } from '../template';

/** MiniStack ignores an alarm's dimensions and refuses metric math: the plane keeps and evaluates alarms. */
export const metricAlarms: Rule = template => {
  for (const resource of resourcesOfType(template, 'AWS::CloudWatch::Alarm')) toCustomResource(template, resource, { ...resource.Properties });
};
