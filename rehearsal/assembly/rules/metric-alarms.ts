import { resourcesOfType, type Rule } from '../../cloud/resources/template';
import { toCustomResource } from '../custom-resource';

/** MiniStack ignores an alarm's dimensions and refuses metric math: the plane keeps and evaluates alarms. */
export const metricAlarms: Rule = template => {
  for (const resource of resourcesOfType(template, 'AWS::CloudWatch::Alarm')) toCustomResource(template, resource, { ...resource.Properties });
};
