import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** One version behind one alias, as Lambda labels its metrics. */
export interface VersionMetricTarget {
  readonly functionName: string;
  readonly aliasName: string;
  readonly version: string;
}

/**
 * A Lambda metric of the new version alone, as invoked through the alias.
 *
 * The metric needs all three dimensions: the CDK's `version.metricErrors()` matches nothing (aws-cdk#14248), and its
 * `alias.metricErrors()` mixes both versions. The alias is named by a literal: a reference would create a dependency
 * cycle, since the alias waits for the alarms.
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
