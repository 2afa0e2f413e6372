import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Names one version behind one alias, the way Lambda labels its metrics. */
export interface VersionMetricTarget {
  readonly functionName: string;
  readonly aliasName: string;
  readonly version: string;
}

/**
 * A Lambda metric of the new version alone, as met through the alias.
 *
 * The three dimensions together are what works: `version.metricErrors()` of the CDK matches nothing (aws-cdk#14248) and
 * `alias.metricErrors()` mixes both versions. The alias is named by literal: a reference would be a circle, since the alias
 * waits for the alarms.
 */
export function versionMetric(target: VersionMetricTarget, metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Lambda',
    metricName,
    period: Duration.minutes(1),
    ...options,
    dimensionsMap: {
      FunctionName: target.functionName,
      Resource: `${target.functionName}:${target.aliasName}`,
      ExecutedVersion: target.version,
    },
  });
}
