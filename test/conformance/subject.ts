import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { Lambda } from '@aws-sdk/client-lambda';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SNS } from '@aws-sdk/client-sns';
import { LocalCloud } from '../../rehearsal/cloud/local-cloud';

/**
 * `CONFORMANCE_TARGET=aws` runs the suite against the account and region of the environment. It costs little, takes some hours, and
 * needs `CONFORMANCE_ROLE_ARN`: a role that CodeDeploy, Lambda and Scheduler can assume, with AWSCodeDeployRoleForLambda,
 * AWSLambdaBasicExecutionRole, lambda:InvokeFunction, dynamodb:PutItem and sns:Publish.
 * Optional: `CONFORMANCE_OTHER_ROLE_ARN`, another such role; `CONFORMANCE_BLIND_ROLE_ARN`, a role that can't read alarms.
 */
const ON_AWS = process.env.CONFORMANCE_TARGET === 'aws';
const LOCAL_ACCOUNT = '123456789012';
const ROLE = ON_AWS ? process.env.CONFORMANCE_ROLE_ARN! : `arn:aws:iam::${LOCAL_ACCOUNT}:role/conformance`;
const OTHER_ROLE = ON_AWS ? process.env.CONFORMANCE_OTHER_ROLE_ARN : `arn:aws:iam::${LOCAL_ACCOUNT}:role/other`;
const BLIND_ROLE = ON_AWS ? process.env.CONFORMANCE_BLIND_ROLE_ARN : undefined;
/** How often to poll, and how long calls and cold starts may take in addition to a wait, in milliseconds. */
const [LOOK_EVERY, GRACE] = ON_AWS ? [2000, 120_000] : [25, 20_000];

jest.setTimeout(ON_AWS ? 3_600_000 : 60_000);

/** In place of `test`, for tests that the subject can't run: the local cloud, for example, has no permissions that could be missing. */
const skipped = Object.assign(() => {}, { each: () => () => {} }) as unknown as jest.It;
/** A test that waits for hours; it runs only where a minute is short. */
export const testOfHours = ON_AWS ? skipped : test;
/** Tests that need a second role, or a role that can't read alarms; they run only where such roles exist. */
export const testWithOtherRole = OTHER_ROLE ? test : skipped;
export const testWithBlindRole = BLIND_ROLE ? test : skipped;

/** What the suite runs against: by default the local cloud, or AWS. This is the only file that knows which. */
export class Subject {
  /** @param props.minute how many milliseconds a minute lasts, if the subject can choose */
  public static async start({ minute = 1000 } = {}): Promise<Subject> {
    if (!ON_AWS) {
      const cloud = await LocalCloud.start({ timeScale: 60_000 / minute });
      const credentials = { accessKeyId: LOCAL_ACCOUNT, secretAccessKey: 'test' };
      return new Subject({ endpoint: cloud.endpoint, region: 'us-east-1', credentials }, 'us-east-1', minute, cloud);
    }
    if (!ROLE) throw new Error('CONFORMANCE_ROLE_ARN must be set to test AWS');
    return new Subject({}, await new Lambda({}).config.region(), 60_000);
  }

  public readonly codeDeploy: CodeDeploy;
  public readonly lambda: Lambda;
  public readonly cloudWatch: CloudWatch;
  public readonly dynamoDb: DynamoDB;
  public readonly eventBridge: EventBridge;
  public readonly scheduler: Scheduler;
  public readonly sns: SNS;
  public readonly account = ROLE?.split(':')[4];
  public readonly roleArn = ROLE;
  public readonly otherRoleArn = OTHER_ROLE;
  public readonly blindRoleArn = BLIND_ROLE;
  private readonly run = randomBytes(3).toString('hex');
  private readonly cleanUps: (() => Promise<unknown>)[] = [];
  private names = 0;

  /** @param minute length of a minute in milliseconds */
  private constructor(options: object, public readonly region: string, public readonly minute: number, private readonly cloud?: LocalCloud) {
    this.codeDeploy = new CodeDeploy(options);
    this.lambda = new Lambda(options);
    this.cloudWatch = new CloudWatch(options);
    this.dynamoDb = new DynamoDB(options);
    this.eventBridge = new EventBridge(options);
    this.scheduler = new Scheduler(options);
    this.sns = new SNS(options);
  }

  /** A name that nothing else in the account has. */
  public name(prefix: string): string {
    return `${prefix}-${this.run}-${++this.names}`;
  }

  /** Registers a clean-up for after the tests, run in reverse order. The local cloud needs no clean-up: it is removed as a whole. */
  public atEnd(cleanUp: () => Promise<unknown>): void {
    if (ON_AWS) this.cleanUps.unshift(cleanUp);
  }

  /** Polls until there is a result; fails after this many minutes. `what` says what must happen. */
  public async until<T>(what: string, minutes: number, look: () => Promise<T | undefined | false>): Promise<T> {
    const deadline = Date.now() + minutes * this.minute + GRACE;
    for (;;) {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      if (Date.now() > deadline) throw new Error(`Timed out after ${minutes} minutes: ${what}`);
      await delay(LOOK_EVERY);
    }
  }

  /** The URL by which this process reaches a Function URL. */
  public reachable(url: string): string {
    return this.cloud?.localUrl(url) ?? url;
  }

  public async stop(): Promise<void> {
    for (const cleanUp of this.cleanUps) await cleanUp().catch(error => process.emitWarning(`Left behind: ${error.message}`));
    for (const client of [this.codeDeploy, this.lambda, this.cloudWatch, this.dynamoDb, this.eventBridge, this.scheduler, this.sns]) client.destroy();
    await this.cloud?.stop();
  }
}
