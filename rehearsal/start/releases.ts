import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { clientOptions } from '../account';
import { rewriteAssembly } from '../assembly/assembly';
import { CdkCli } from '../cdk-cli';
import { LocalCloud } from '../local-cloud';
import { Traffic } from '../traffic';
import { customers } from './customers';
import { RolloutState } from './rollout-state';
import { type Screen } from './screen';
import { summary } from './summary';

export interface ReleasesProps {
  /** The CDK app; context `release` chooses the release, output `Url` of its stack is where customers go. */
  readonly app: string;
  readonly stack: string;
  readonly timeScale: number;
  /** Requests per second. */
  readonly rate: number;
  readonly screen: Screen;
  /** Ends everything early. */
  readonly signal: AbortSignal;
}

/** Deploys release 1, lets customers in, and follows the rollout of release 2 to its end. Leaves nothing behind. */
export async function rehearseReleases(props: ReleasesProps): Promise<void> {
  const { screen, signal } = props;
  const home = await mkdtemp(join(tmpdir(), 'canary-rehearsal-cdk-'));
  // What was started last ends first.
  await using ending = new AsyncDisposableStack();
  ending.defer(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));

  const broken = new AbortController();
  const either = AbortSignal.any([signal, broken.signal]);
  const cloud = await screen.step('local cloud', () => LocalCloud.start({ timeScale: props.timeScale, onCrash: error => broken.abort(error) }));
  ending.use(cloud);
  const cdk = new CdkCli({ environment: cloud.environment, home, signal: either });
  const assembly = (release: string) => join(home, `release-${release}`);
  const prepare = async (release: string) => {
    await cdk.synth(props.app, `${assembly(release)}.out`, { release });
    await rewriteAssembly(`${assembly(release)}.out`, assembly(release));
  };
  await screen.step('cdk synth, release 1', () => prepare('1'));
  await screen.step('cdk synth, release 2', () => prepare('2'));
  await screen.step('cdk bootstrap', () => cdk.bootstrap());
  await screen.step('cdk deploy, release 1', () => cdk.deploy(assembly('1'), props.stack));

  const traffic = Traffic.start({ url: await outputUrl(cloud, props.stack), rate: props.rate, ...customers() });
  ending.defer(() => traffic.stop());
  await screen.step('first customer served', () => traffic.answers.waitFor(({ status = 500 }) => status < 300));
  screen.line(`  customers send ${props.rate} requests per second; a minute lasts ${60 / props.timeScale} s`);
  screen.line('  cdk deploy, release 2');
  const state: RolloutState = new RolloutState(cloud, traffic, () => screen.update(state));
  screen.update(state);
  ending.defer(() => state.close());
  try {
    await cdk.deploy(assembly('2'), props.stack);
  } finally {
    screen.settle(state);
  }
  for (const line of summary(state)) screen.line(line);
}

async function outputUrl(cloud: LocalCloud, stack: string): Promise<string> {
  const cloudFormation = new CloudFormationClient(clientOptions(cloud.endpoint));
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
  const url = Stacks?.[0]?.Outputs?.find(output => output.OutputKey === 'Url')?.OutputValue;
  if (!url) throw new Error(`The stack ${stack} must have an output \`Url\`, got: ${JSON.stringify(Stacks?.[0]?.Outputs)}`);
  return cloud.localUrl(url);
}
