import { resourcesOfType, type Rule } from '../template';

/**
 * MiniStack refuses alarms on metric math, and could not evaluate them.
 *
 * Name, ARN and actions stay; the metric becomes one that nobody ever writes, so that the alarm is in the state that somebody sets
 * (SetAlarmState) and in no other.
 */
export const metricMathAlarms: Rule = template => {
  for (const { Properties = {} } of resourcesOfType(template, 'AWS::CloudWatch::Alarm')) {
    if (!Properties.Metrics) continue;
    delete Properties.Metrics;
    Object.assign(Properties, { Namespace: 'Rehearsal/MetricMath', MetricName: 'NotEvaluated', Statistic: 'Sum', Period: 60 });
  }
};
