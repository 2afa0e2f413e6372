import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { type Desk, type Request } from './resource-desk';
import { eventually } from './traces';
import { type TestCloud } from '../../runtime/support/test-cloud';

/** A stack whose operations run while the test does something else. */
export class StackUnderWay {
  id = '';
  private readonly cloudFormation: CloudFormation;
  private readonly name: string;

  /** @param desk receives the requests for the stack's custom resources */
  constructor(cloud: TestCloud, private readonly desk: Desk) {
    this.cloudFormation = new CloudFormation(cloud.clientOptions());
    this.name = cloud.name('stack');
  }

  async create(Resources: object, options: object = {}): Promise<void> {
    this.id = (await this.cloudFormation.createStack({ StackName: this.name, TemplateBody: JSON.stringify({ Resources }), ...options })).StackId!;
  }

  async update(Resources: object, options: object = {}): Promise<void> {
    await this.cloudFormation.updateStack({ StackName: this.name, TemplateBody: JSON.stringify({ Resources }), ...options });
  }

  /** Waits for the first request of this type for the resource, or for a later one. */
  async request(type: Request['RequestType'], resourceId: string, count = 1): Promise<Request> {
    await this.desk.requests.waitFor(() => this.requests(type, resourceId).length >= count);
    return this.requests(type, resourceId)[count - 1];
  }

  requests(type: Request['RequestType'], resourceId: string): Request[] {
    return this.desk.requests.history.filter(({ RequestType, LogicalResourceId, StackId }) =>
      RequestType === type && LogicalResourceId === resourceId && StackId === this.id);
  }

  async cancelUpdate(): Promise<void> {
    await this.cloudFormation.cancelUpdateStack({ StackName: this.id });
  }

  async rollBack(): Promise<void> {
    await this.cloudFormation.rollbackStack({ StackName: this.id });
  }

  async continueRollback(): Promise<void> {
    await this.cloudFormation.continueUpdateRollback({ StackName: this.id });
  }

  async status(): Promise<string> {
    return (await this.cloudFormation.describeStacks({ StackName: this.id })).Stacks![0].StackStatus!;
  }

  /** Waits until this event was recorded. */
  async recorded(event: string): Promise<void> {
    await eventually(async () => (await this.events()).includes(event), `${this.name} has the event ${event}`);
  }

  async becomes(status: string): Promise<void> {
    await eventually(async () => await this.status() === status, `stack ${this.name} is ${status}`);
  }

  /** Oldest first: `<resource> <status>`, and the reason if there is one. */
  async events(): Promise<string[]> {
    const { StackEvents } = await this.cloudFormation.describeStackEvents({ StackName: this.id });
    return StackEvents!.reverse().map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason = '' }) =>
      `${LogicalResourceId === this.name ? 'stack' : LogicalResourceId} ${ResourceStatus} ${ResourceStatusReason}`.trim());
  }

  async physicalId(resourceId: string): Promise<string | undefined> {
    const { StackResources } = await this.cloudFormation.describeStackResources({ StackName: this.id });
    return StackResources!.find(({ LogicalResourceId }) => LogicalResourceId === resourceId)?.PhysicalResourceId;
  }
}
