import { type CloudFormationClient, DescribeStackResourceCommand, DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { isException } from '../../aws/errors';
import { type Polling } from '../shared/polling';

/** How often to read a status that says that CloudFormation does not wait. */
const READS_OF_STATUS = 3;

/** The stack that the resource belongs to, as CloudFormation records it. */
export class Stack {
  constructor(private readonly cloudFormation: CloudFormationClient, private readonly stackId: string, private readonly logicalId: string) {}

  /** Whether CloudFormation is undoing an operation, which must not be held up. */
  public async isRollingBack(): Promise<boolean> {
    const { Stacks } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: this.stackId }));
    const status = Stacks?.[0]?.StackStatus;
    if (!status) throw new Error(`stack ${this.stackId} must have a status, got: ${status}`);
    return status.includes('ROLLBACK');
  }

  /**
   * Whether CloudFormation still waits for the answer of this resource. Lambda may deliver a request twice, or late: then
   * CloudFormation has its answer, and a rollout that runs may be the very one that the request let through.
   *
   * A resource that the stack does not know (yet) counts as waiting. One that seems to be complete is read again: the status may lag
   * behind the request, and a request that gets no answer blocks the stack until its timeout.
   */
  public async awaitsAnswer(polling: Polling): Promise<boolean> {
    const doing = 'reading whether CloudFormation waits';
    return polling.upTo(READS_OF_STATUS, async () => polling.ask(doing, async () => this.isInProgress()), awaited => awaited, 'the resource to be in progress');
  }

  private async isInProgress(): Promise<boolean> {
    try {
      const command = new DescribeStackResourceCommand({ StackName: this.stackId, LogicalResourceId: this.logicalId });
      const status = (await this.cloudFormation.send(command)).StackResourceDetail?.ResourceStatus;
      return status === undefined || status.endsWith('_IN_PROGRESS');
    } catch (error) {
      if (isException(error, 'ValidationError')) return true;
      throw error;
    }
  }

  /** Versions of the function that the stack records. Deleting one of them would break the stack's next rollback. */
  public async recordedVersions(functionName: string): Promise<string[]> {
    const versions: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.cloudFormation.send(new ListStackResourcesCommand({ StackName: this.stackId, NextToken }));
      for (const { ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
        const version = ResourceType === 'AWS::Lambda::Version' ? versionOf(PhysicalResourceId, functionName) : undefined;
        if (version) versions.push(version);
      }
      NextToken = page.NextToken;
    } while (NextToken);
    return versions;
  }
}

/** `arn:aws:lambda:…:function:orders:7` → `7`; `undefined` for a version of another function. */
function versionOf(physicalId: string | undefined, functionName: string): string | undefined {
  const [name, version] = physicalId?.split(':function:').pop()?.split(':') ?? [];
  return name === functionName ? version : undefined;
}
