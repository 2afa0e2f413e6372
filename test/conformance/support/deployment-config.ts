import { type TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import { type Subject } from '../subject';

/** Creates a deployment configuration; returns its name. */
export async function createConfig(
  subject: Subject, trafficRoutingConfig?: TrafficRoutingConfig, deploymentConfigName = subject.name('config'),
): Promise<string> {
  await subject.codeDeploy.createDeploymentConfig({ deploymentConfigName, computePlatform: 'Lambda', trafficRoutingConfig });
  subject.atEnd(() => subject.codeDeploy.deleteDeploymentConfig({ deploymentConfigName }));
  return deploymentConfigName;
}

const configs = new WeakMap<Subject, Promise<string>>();

/**
 * A configuration of 10 % for ten hours: a test can see a deployment in the middle of its shift, however slow the machine is.
 *
 * The deployments of a subject share it. Each test must stop its deployment.
 */
export async function tenHours(subject: Subject): Promise<string> {
  if (!configs.has(subject)) {
    configs.set(subject, createConfig(subject, { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 600 } }));
  }
  return configs.get(subject)!;
}
