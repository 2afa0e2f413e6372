import { setTimeout as delay } from 'node:timers/promises';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { type TestCloud } from './test-cloud';

const SETTLED = /(COMPLETE|FAILED)$/;

/** A CloudFormation stack of the local cloud. */
export class TestStack {
  public id = '';
  private readonly cloudFormation: CloudFormation;

  constructor(cloud: TestCloud, private readonly name: string) {
    this.cloudFormation = new CloudFormation(cloud.clientOptions());
  }

  /** Creates or updates the stack and waits; throws if it does not end in the wanted status. */
  public async deploy(template: object, wanted = this.id ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE'): Promise<void> {
    const input = { StackName: this.name, TemplateBody: JSON.stringify(template) };
    if (this.id) await this.cloudFormation.updateStack(input);
    else this.id = (await this.cloudFormation.createStack(input)).StackId!;
    const status = await this.settled();
    if (status !== wanted) throw new Error(`stack ${this.name} must become ${wanted}, got: ${status}\n${(await this.failures()).join('\n')}`);
  }

  public async delete(): Promise<string> {
    await this.cloudFormation.deleteStack({ StackName: this.id });
    return this.settled();
  }

  public async output(key: string): Promise<string | undefined> {
    const { Stacks } = await this.cloudFormation.describeStacks({ StackName: this.id });
    return Stacks?.[0].Outputs?.find(output => output.OutputKey === key)?.OutputValue;
  }

  /** Why resources failed, newest first. */
  public async failures(): Promise<string[]> {
    const { StackEvents = [] } = await this.cloudFormation.describeStackEvents({ StackName: this.id });
    return StackEvents.filter(event => event.ResourceStatus?.endsWith('FAILED')).map(event => event.ResourceStatusReason ?? '');
  }

  private async settled(): Promise<string> {
    for (;; await delay(20)) { // only the status says when it has settled
      const { Stacks } = await this.cloudFormation.describeStacks({ StackName: this.id });
      const status = Stacks?.[0].StackStatus ?? '';
      if (SETTLED.test(status) && !status.includes('CLEANUP')) return status;
    }
  }
}
