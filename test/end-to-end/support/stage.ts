import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { Lambda } from '@aws-sdk/client-lambda';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { App } from 'aws-cdk-lib';
import { Shop, type ShopProps } from './shop';
import { rewriteAssembly } from '../../../rehearsal/assembly/assembly';
import { CdkCli } from '../../../rehearsal/assembly/cdk-cli';
import { clientOptions } from '../../../rehearsal/cloud/account';
import { LocalCloud } from '../../../rehearsal/cloud/local-cloud';
import { eventually, listening, ministackOf, processesOf } from '../../rehearsal/support/traces';

/** A local cloud with a bootstrapped account, and `cdk deploy` into it: what the scenarios of one file share. */
export class Stage {
  /** @param timeScale at 60 a minute lasts a second */
  public static async open(timeScale = 60): Promise<Stage> {
    const home = await mkdtemp(join(tmpdir(), 'canary-stage-'));
    const log: string[] = [];
    const cloud = await LocalCloud.start({ timeScale, onLog: line => log.push(line) });
    const stage = new Stage(home, cloud, log);
    await stage.cdk.bootstrap();
    return stage;
  }

  public readonly codeDeploy: CodeDeploy;
  public readonly lambda: Lambda;
  public readonly cloudWatch: CloudWatch;
  public readonly cloudFormation: CloudFormation;
  private readonly scheduler: Scheduler;
  private readonly cdk: CdkCli;
  private names = 0;

  private constructor(private readonly home: string, public readonly cloud: LocalCloud, public readonly log: readonly string[]) {
    const options = clientOptions(cloud.endpoint);
    this.codeDeploy = new CodeDeploy(options);
    this.lambda = new Lambda(options);
    this.cloudWatch = new CloudWatch(options);
    this.cloudFormation = new CloudFormation(options);
    this.scheduler = new Scheduler(options);
    this.cdk = new CdkCli({ environment: cloud.environment, home });
  }

  /** A name that is unique on this stage. */
  public name(prefix: string): string {
    return `${prefix}${++this.names}`;
  }

  /** `cdk deploy` of a shop; rejects with the CLI's message if the stack fails. */
  public async deploy(stack: string, props: ShopProps): Promise<void> {
    const folder = join(this.home, this.name('assembly'));
    const app = new App({ outdir: `${folder}.out`, analyticsReporting: false });
    new Shop(app, stack, props);
    app.synth();
    await this.cdk.deploy(await rewriteAssembly(`${folder}.out`, folder), stack);
  }

  public async describe(stack: string): Promise<{ status: string; outputs: Record<string, string> }> {
    const { Stacks } = await this.cloudFormation.describeStacks({ StackName: stack });
    const outputs = (Stacks![0].Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]);
    return { status: Stacks![0].StackStatus!, outputs: Object.fromEntries(outputs) };
  }

  /** Deployments that have not ended. */
  public async running(): Promise<string[]> {
    const { deployments } = await this.codeDeploy.listDeployments({ includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Ready'] });
    return deployments!;
  }

  public async schedules(): Promise<string[]> {
    return (await this.scheduler.listSchedules({})).Schedules!.map(({ Name }) => Name!);
  }

  /** Stops the cloud and asserts that it leaves no process, no port and no file. */
  public async close(): Promise<void> {
    const { folder } = ministackOf(process.pid);
    await this.cloud.stop();
    await rm(this.home, { recursive: true, force: true });
    expect(await listening(this.cloud.endpoint)).toBe(false);
    await eventually(() => processesOf(folder).length === 0, 'no process of the cloud runs');
    expect(existsSync(folder)).toBe(false);
  }
}
