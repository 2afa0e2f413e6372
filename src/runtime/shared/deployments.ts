import { type CodeDeploy, type DeploymentStatus } from '@aws-sdk/client-codedeploy';
import { type Polling } from './polling';
import { type Deployment, isTerminal, readDeployment, readProgress } from '../../aws/deployment';
import { isException } from '../../aws/errors';

const RUNNING = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'] as const;
const ENDED = ['Succeeded', 'Failed', 'Stopped'] as const;

/** CodeDeploy names the rollback deployment a moment after the stop. This many reads are enough to see it. */
const READS_FOR_ROLLBACK = 5;

/** The newest deployment that is not a rollback is among this many, unless rollbacks were deployed by hand. */
const NEWEST = 3;

/** A deployment group. A canary has one, and for a moment two while it is renamed or changes its mode. */
export interface DeploymentGroup {
  readonly applicationName: string;
  readonly deploymentGroupName: string;
}

/** How a stopped deployment ended. */
export interface StoppedDeployment {
  readonly deployment: Deployment;
  /** The deployment that restored the old version, if CodeDeploy made one. */
  readonly rollback?: Deployment;
}

/** Whether CodeDeploy made this deployment to roll another back. CloudFormation's way back is one of its own. */
function isRollbackOfAnother({ creator, rollbackTriggeringDeploymentId }: Deployment): boolean {
  return rollbackTriggeringDeploymentId !== undefined || creator === 'codeDeployRollback';
}

/** The deployments of a canary's group, and of the group that it had before. */
export class Deployments {
  constructor(
    private readonly codeDeploy: CodeDeploy,
    private readonly groups: DeploymentGroup[],
    private readonly polling: Polling,
  ) {}

  /** Reads the running deployments. A group that does not exist yet has none. */
  public async running(): Promise<Deployment[]> {
    const ids = (await Promise.all(this.groups.map(async group => this.ids(group, RUNNING)))).flat();
    const read = await Promise.all([...new Set(ids)].map(async id => this.read(id)));
    return read.filter(deployment => !isTerminal(deployment));
  }

  /**
   * Reads the last deployment that has ended. If CodeDeploy rolled it back, that is the original and not its rollback.
   *
   * CodeDeploy lists the newest deployment first.
   */
  public async lastEnded(): Promise<Deployment | undefined> {
    const newest = await Promise.all(this.groups.map(async group => {
      for (const id of (await this.ids(group, ENDED, NEWEST)).slice(0, NEWEST)) {
        const deployment = await this.read(id);
        if (!isRollbackOfAnother(deployment)) return deployment;
      }
      return undefined;
    }));
    const created = (deployment: Deployment) => deployment.created?.getTime() ?? 0;
    return newest.filter(deployment => deployment !== undefined).sort((a, b) => created(b) - created(a))[0];
  }

  /** Reads a running deployment until CodeDeploy names its versions; after a few reads returns it without them. */
  public async described(deployment: Deployment): Promise<Deployment> {
    if (deployment.targetVersion !== undefined) return deployment;
    const isDescribed = (read: Deployment) => read.targetVersion !== undefined || isTerminal(read);
    return this.polling.upTo(READS_FOR_ROLLBACK, async () => this.read(deployment.deploymentId), isDescribed, `the versions of ${deployment.deploymentId}`);
  }

  /** Stops a deployment and waits for its end, and for the end of the deployment that rolls it back. */
  public async stop(deployment: Deployment, options: { rollback: boolean }): Promise<StoppedDeployment> {
    const { deploymentId } = deployment;
    await this.requestStop(deploymentId, options.rollback);
    const ended = await this.waitForEnd(deploymentId);
    if (ended.status === 'Succeeded') return { deployment: await this.read(deploymentId) }; // it ended before the stop, so nothing is rolled back
    const named = (read: Deployment) => read.rollbackDeploymentId !== undefined;
    const withRollback = await this.polling.upTo(
      options.rollback ? READS_FOR_ROLLBACK : 1, async () => this.read(deploymentId), named, `the rollback of ${deploymentId}`,
    );
    if (!withRollback.rollbackDeploymentId) return { deployment: withRollback };
    return { deployment: withRollback, rollback: await this.waitForEnd(withRollback.rollbackDeploymentId) };
  }

  /** Requests the stop and does not wait for it. A deployment that has ended already is not an error. */
  public async requestStop(deploymentId: string, autoRollbackEnabled: boolean): Promise<void> {
    try {
      await this.polling.ask(`stopping deployment ${deploymentId}`, async () => this.codeDeploy.stopDeployment({ deploymentId, autoRollbackEnabled }));
    } catch (error) {
      if (!isException(error, 'DeploymentAlreadyCompletedException')) throw error;
    }
  }

  /** Waits until the deployment ends. After this many reads returns it as it is. */
  public async waitForEnd(deploymentId: string, reads = Infinity): Promise<Deployment> {
    const end = `deployment ${deploymentId} to end`;
    return this.polling.upTo(reads, async () => this.readProgress(deploymentId, `waiting for ${end}`), isTerminal, end);
  }

  /** One call instead of three: CodeDeploy throttles early, and CloudFormation's own waiting shares the rate. */
  private async readProgress(deploymentId: string, doing: string): Promise<Deployment> {
    return this.polling.ask(doing, async () => readProgress(this.codeDeploy, deploymentId));
  }

  private async read(deploymentId: string): Promise<Deployment> {
    return this.polling.ask(`reading deployment ${deploymentId}`, async () => readDeployment(this.codeDeploy, deploymentId));
  }

  /** Lists ids of a group's deployments, newest first: all of them, or whole pages until there are `enough`. */
  private async ids(group: DeploymentGroup, statuses: readonly DeploymentStatus[], enough = Infinity): Promise<string[]> {
    const ids: string[] = [];
    let nextToken: string | undefined;
    try {
      do {
        const input = { ...group, includeOnlyStatuses: [...statuses], nextToken };
        const page = await this.polling.ask(`listing deployments of ${group.deploymentGroupName}`, async () => this.codeDeploy.listDeployments(input));
        ids.push(...page.deployments ?? []);
        nextToken = page.nextToken;
      } while (nextToken && ids.length < enough);
    } catch (error) {
      if (!isException(error, 'ApplicationDoesNotExistException', 'DeploymentGroupDoesNotExistException')) throw error;
    }
    return ids;
  }
}
