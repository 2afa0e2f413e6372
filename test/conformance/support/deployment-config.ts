import { type TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import { type Subject } from '../subject';

/** Creates a deployment configuration; its name. */
export async function createConfig(
  subject: Subject, trafficRoutingConfig?: TrafficRoutingConfig, deploymentConfigName = subject.name('config'),
): Promise<string> {
  await subject.codeDeploy.createDeploymentConfig({ deploymentConfigName, computePlatform: 'Lambda', trafficRoutingConfig });
  subject.atEnd(() => subject.codeDeploy.deleteDeploymentConfig({ deploymentConfigName }));
  return deploymentConfigName;
}

const configs = new WeakMap<Subject, Promise<string>>();

/**
 * A configuration of 10 % for ten hours: whoever wants to see a deployment in the middle of its shift does, however slow the machine.
 *
 * The deployments of a subject share it; each must be stopped in the end.
 */
export async function tenHours(subject: Subject): Promise<string> {
  if (!configs.has(subject)) {
    configs.set(subject, createConfig(subject, { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 600 } }));
  }
  return configs.get(subject)!;
}
