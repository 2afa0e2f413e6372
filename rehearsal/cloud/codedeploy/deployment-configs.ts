import { randomUUID } from 'node:crypto';
import { type CreateDeploymentConfigInput, type DeploymentConfigInfo, type TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../front/service-error';

/** "2880 minutes max between first and last shift" (facts/codedeploy.md §6). */
const MAX_MINUTES = 2880;

const canary = (percentage: number, minutes: number): TrafficRoutingConfig =>
  ({ type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: percentage, canaryInterval: minutes } });
const linear = (percentage: number, minutes: number): TrafficRoutingConfig =>
  ({ type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: percentage, linearInterval: minutes } });

/** The configuration of a deployment group that does not name one. */
export const DEFAULT_CONFIG = 'CodeDeployDefault.LambdaAllAtOnce';

const PREDEFINED: Record<string, TrafficRoutingConfig> = {
  [DEFAULT_CONFIG]: { type: 'AllAtOnce' },
  ...Object.fromEntries([5, 10, 15, 30].map(minutes => [`CodeDeployDefault.LambdaCanary10Percent${minutes}Minutes`, canary(10, minutes)])),
  ...Object.fromEntries([1, 2, 3, 10].map(minutes =>
    [`CodeDeployDefault.LambdaLinear10PercentEvery${minutes}Minute${minutes > 1 ? 's' : ''}`, linear(10, minutes)])),
};

/** Deployment configurations, which say how traffic shifts. A configuration never changes. */
export class DeploymentConfigs {
  private readonly configs = new Map<string, DeploymentConfigInfo>();

  constructor() {
    for (const [name, routing] of Object.entries(PREDEFINED)) this.add(name, routing);
  }

  create(input: CreateDeploymentConfigInput): DeploymentConfigInfo {
    const name = input.deploymentConfigName;
    requireName(name);
    if (!/^[A-Za-z0-9+=,.@_-]{1,100}$/.test(name!) || name!.startsWith('CodeDeployDefault.')) {
      throw new ServiceError('InvalidDeploymentConfigNameException', `The deployment configuration name is not valid, got: ${name}`);
    }
    if (this.configs.has(name!)) {
      throw new ServiceError('DeploymentConfigAlreadyExistsException', `Deployment configuration already exists: ${name}`);
    }
    if (input.computePlatform !== 'Lambda') {
      throw new ServiceError('InvalidComputePlatformException', `The rehearsal deploys only Lambda functions, got: ${input.computePlatform}`);
    }
    validateRouting(input.trafficRoutingConfig);
    return this.add(name!, input.trafficRoutingConfig!);
  }

  get(name?: string): DeploymentConfigInfo {
    requireName(name);
    const config = this.configs.get(name!);
    if (!config) throw new ServiceError('DeploymentConfigDoesNotExistException', `No deployment configuration found for name: ${name}`);
    return config;
  }

  /** Deleting a configuration that does not exist succeeds: the API has no error for it. */
  delete(name: string | undefined, inUse: boolean): void {
    requireName(name);
    if (name! in PREDEFINED) {
      throw new ServiceError('InvalidOperationException', `A predefined deployment configuration can't be deleted, got: ${name}`);
    }
    if (inUse) throw new ServiceError('DeploymentConfigInUseException', `The deployment configuration is in use: ${name}`);
    this.configs.delete(name!);
  }

  names(): string[] {
    return [...this.configs.keys()];
  }

  private add(name: string, routing: TrafficRoutingConfig): DeploymentConfigInfo {
    const config: DeploymentConfigInfo = {
      deploymentConfigId: randomUUID(),
      deploymentConfigName: name,
      computePlatform: 'Lambda',
      createTime: new Date(),
      trafficRoutingConfig: routing,
    };
    this.configs.set(name, config);
    return config;
  }
}

function requireName(name?: string): void {
  if (!name) throw new ServiceError('DeploymentConfigNameRequiredException', 'The deployment configuration name is required');
}

function validateRouting(routing?: TrafficRoutingConfig): void {
  const invalid = (why: string) => new ServiceError('InvalidTrafficRoutingConfigurationException', why);
  if (routing?.type === 'AllAtOnce') return;
  const shape = { TimeBasedCanary: routing?.timeBasedCanary, TimeBasedLinear: routing?.timeBasedLinear }[routing?.type as string];
  if (!routing || !shape) throw invalid(`The traffic routing configuration must be AllAtOnce, TimeBasedCanary or TimeBasedLinear, got: ${JSON.stringify(routing)}`);
  const percentage = routing.timeBasedCanary?.canaryPercentage ?? routing.timeBasedLinear?.linearPercentage;
  const interval = routing.timeBasedCanary?.canaryInterval ?? routing.timeBasedLinear?.linearInterval;
  if (!Number.isInteger(percentage) || percentage! < 1 || percentage! > 99) throw invalid(`The percentage must be between 1 and 99, got: ${percentage}`);
  if (!Number.isInteger(interval) || interval! < 1) throw invalid(`The interval must be a whole number of minutes, got: ${interval}`);
  const minutes = trafficSteps(routing).length * interval!;
  if (minutes > MAX_MINUTES) throw invalid(`All traffic must have shifted after ${MAX_MINUTES} minutes, got: ${minutes}`);
}

/** One step of a shift: this percentage of the traffic for this many minutes. After the last step comes 100 %. */
export interface TrafficStep {
  readonly percentage: number;
  readonly minutes: number;
}

export function trafficSteps(routing: TrafficRoutingConfig): TrafficStep[] {
  const { timeBasedCanary, timeBasedLinear } = routing;
  if (timeBasedCanary) return [{ percentage: timeBasedCanary.canaryPercentage!, minutes: timeBasedCanary.canaryInterval! }];
  if (!timeBasedLinear) return [];
  const { linearPercentage, linearInterval } = timeBasedLinear;
  const count = Math.ceil(100 / linearPercentage!) - 1;
  return Array.from({ length: count }, (_, i) => ({ percentage: linearPercentage! * (i + 1), minutes: linearInterval! }));
}
