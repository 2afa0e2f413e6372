import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { type Release, type StartOptions } from './options';
import { outcomeOf } from './outcome';
import { RolloutView } from './rollout-view';
import { type Screen } from './screen';
import { rewriteAssembly } from '../assembly/assembly';
import { CdkCli } from '../assembly/cdk-cli';
import { clientOptions } from '../cloud/account';
import { LocalCloud } from '../cloud/local-cloud';
import { customers } from '../customers/orders-customers';
import { Traffic } from '../customers/traffic';

/** The stack that the app must have. */
const STACK = 'Orders';
const FIRST = '1';
/** Requests per second: enough for a 10 % canary to show something within a minute, and not too many for two processors. */
const RATE = 24;
/** How long the first successful answer may take, in milliseconds; if it takes longer, the app does not work. */
const FIRST_ANSWER = 60_000;

export interface ReleasesProps extends StartOptions {
  readonly screen: Screen;
  /** Ends everything early. */
  readonly signal: AbortSignal;
}

/** Deploys release 1, sends customers to it, and follows the rollout of each further release to its end. Leaves nothing behind. */
export async function rehearseReleases(props: ReleasesProps): Promise<void> {
  const { screen, signal, timeScale, seed } = props;
  const home = await mkdtemp(join(tmpdir(), 'canary-rehearsal-cdk-'));
  // Disposed in reverse order: what started last ends first.
  await using ending = new AsyncDisposableStack();
  ending.defer(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));

  const crashed = new AbortController();
  const either = AbortSignal.any([signal, crashed.signal]);
  const cloud = await screen.step('local cloud', () => LocalCloud.start({ timeScale, seed, onCrash: error => crashed.abort(error) }));
  ending.use(cloud);
  const cdk = new CdkCli({ environment: cloud.environment, home, signal: either });
  const assembly = (release: string) => join(home, `release-${release}`);
  const synth = async (release: string) => {
    await cdk.synth(props.app, `${assembly(release)}.out`, { release });
    await rewriteAssembly(`${assembly(release)}.out`, assembly(release));
  };
  const numbers = [FIRST, ...props.releases.map(({ number }) => number)];
  await screen.step(`cdk synth, releases ${numbers.join(', ')}`, () => allOf(numbers.map(synth)));
  await screen.step('cdk bootstrap', () => cdk.bootstrap());
  await screen.step('cdk deploy, release 1', () => cdk.deploy(assembly(FIRST), STACK));

  const traffic = Traffic.start({ url: urlOf(await describeStack(cloud), cloud), rate: RATE, seed, retries: 1, ...customers() });
  ending.defer(() => traffic.stop());
  await screen.step('first customer served', () => firstServed(traffic, either));
  screen.line(`  customers send ${RATE} requests per second; a minute lasts ${60 / timeScale} s`);
  for (const release of props.releases) {
    await rollOut(release, { screen, cloud, traffic, signal: either, deploy: () => cdk.deploy(assembly(release.number), STACK) });
  }
}

async function firstServed(traffic: Traffic, signal: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(FIRST_ANSWER);
  await traffic.answers.waitFor(({ status = 500 }) => status < 300, AbortSignal.any([signal, late])).catch(error => {
    if (!late.aborted) throw error;
    const { status, error: reason } = traffic.answers.history.at(-1) ?? {};
    throw new Error(`Customers must be served after the first release, got: ${status ?? reason ?? 'no answer'}`);
  });
}

interface RollOutProps {
  readonly screen: Screen;
  readonly cloud: LocalCloud;
  readonly traffic: Traffic;
  readonly signal: AbortSignal;
  readonly deploy: () => Promise<void>;
}

/** Rolls out one release, from `cdk deploy` to the outcome; throws if the outcome is not the expected one. */
async function rollOut({ number, kind }: Release, { screen, cloud, traffic, signal, deploy }: RollOutProps): Promise<void> {
  screen.line(`  cdk deploy, release ${number}`);
  const rollout: RolloutView = new RolloutView(`release ${number}`, cloud, traffic, change => screen.update(rollout, change));
  screen.update(rollout);
  let failure: unknown;
  try {
    await deploy().catch(error => (failure = error));
  } finally {
    screen.settle(rollout);
    rollout.close();
  }
  // If the user interrupted the rollout or the cloud crashed, report that and not the outcome.
  signal.throwIfAborted();
  if (failure && kind === 'good') throw failure;
  const outcome = outcomeOf(rollout, (await describeStack(cloud)).StackStatus!);
  screen.outcome(outcome, cloud.time.scale);
  if (kind === 'bad' && outcome.result !== 'RolledBack') throw new Error(`The bad release ${number} must be rolled back, got: ${outcome.result}`);
}

async function describeStack(cloud: LocalCloud): Promise<Stack> {
  const cloudFormation = new CloudFormationClient(clientOptions(cloud.endpoint));
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
  return Stacks![0];
}

function urlOf({ Outputs }: Stack, cloud: LocalCloud): string {
  const url = Outputs?.find(output => output.OutputKey === 'Url')?.OutputValue;
  if (!url) throw new Error(`The stack ${STACK} must have an output \`Url\`, got: ${JSON.stringify(Outputs)}`);
  return cloud.localUrl(url);
}

/** Waits for all of the work, even if one part fails: nothing may keep running in the background. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const rejected = results.find(result => result.status === 'rejected');
  if (rejected) throw rejected.reason;
}
