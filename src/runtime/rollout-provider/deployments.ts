import { type CodeDeploy } from '@aws-sdk/client-codedeploy';
import { type Polling } from './polling';
import { type DeploymentGroup } from './properties';
import { type Deployment, isTerminal, readDeployment } from '../../hook-sdk/deployment';
import { isException } from '../../hook-sdk/errors';

const RUNNING = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'] as const;

/** CodeDeploy names the rollback deployment a moment after the stop; this many reads are enough to see it. */
const READS_FOR_ROLLBACK = 5;

/** How a stopped deployment ended. */
export interface StoppedDeployment {
  readonly deployment: Deployment;
  /** The deployment that brought the old version back, if CodeDeploy made one. */
  readonly rollback?: Deployment;
}

/** The deployments of a canary's group, and of the group that it had before. */
export class Deployments {
  constructor(
    private readonly codeDeploy: CodeDeploy,
    private readonly groups: DeploymentGroup[],
    private readonly polling: Polling,
  ) {}

  /** What runs now. A group that does not exist yet runs nothing. */
  public async running(): Promise<Deployment[]> {
    const ids = (await Promise.all(this.groups.map(async group => this.runningIds(group)))).flat();
    const read = await Promise.all([...new Set(ids)].map(async id => readDeployment(this.codeDeploy, id)));
    return read.filter(deployment => !isTerminal(deployment));
  }

  /** Stops a deployment and waits for its end, and for the end of the deployment that rolls it back. */
  public async stop(deployment: Deployment, options: { rollback: boolean }): Promise<StoppedDeployment> {
    const { deploymentId } = deployment;
    await this.requestStop(deploymentId, options.rollback);
    const ended = await this.waitForEnd(deploymentId);
    if (ended.status === 'Succeeded') return { deployment: ended }; // it was faster than we: nothing is rolled back
    const named = (read: Deployment) => read.rollbackDeploymentId !== undefined;
    const withRollback = await this.polling.upTo(
      options.rollback ? READS_FOR_ROLLBACK : 1, async () => readDeployment(this.codeDeploy, deploymentId), named, `the rollback of ${deploymentId}`,
    );
    if (!withRollback.rollbackDeploymentId) return { deployment: withRollback };
    return { deployment: withRollback, rollback: await this.waitForEnd(withRollback.rollbackDeploymentId) };
  }

  /** Asks for the stop, without waiting; that the deployment has just ended is as good. */
  public async requestStop(deploymentId: string, autoRollbackEnabled: boolean): Promise<void> {
    try {
      await this.codeDeploy.stopDeployment({ deploymentId, autoRollbackEnabled });
    } catch (error) {
      if (!isException(error, 'DeploymentAlreadyCompletedException')) throw error;
    }
  }

  public async waitForEnd(deploymentId: string): Promise<Deployment> {
    return this.polling.until(async () => readDeployment(this.codeDeploy, deploymentId), isTerminal, `deployment ${deploymentId} to end`);
  }

  private async runningIds(group: DeploymentGroup): Promise<string[]> {
    const ids: string[] = [];
    let nextToken: string | undefined;
    try {
      do {
        const page = await this.codeDeploy.listDeployments({ ...group, includeOnlyStatuses: [...RUNNING], nextToken });
        ids.push(...page.deployments ?? []);
        nextToken = page.nextToken;
      } while (nextToken);
    } catch (error) {
      if (!isException(error, 'ApplicationDoesNotExistException', 'DeploymentGroupDoesNotExistException')) throw error;
    }
    return ids;
  }
}
