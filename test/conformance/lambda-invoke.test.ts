import { Subject } from './subject';
import { Canary } from './support/canary';
import { createFunction } from './support/functions';

const WEIGHT = 0.5;

let subject: Subject;
let canary: Canary;

beforeAll(async () => {
  subject = await Subject.start();
  canary = await Canary.create(subject);
});
afterAll(async () => subject.stop());

/** What the code that ran returned. */
interface Answer {
  readonly version: string;
  readonly arn: string;
}

const arn = (qualifier: string) => `arn:aws:lambda:${subject.region}:${subject.account}:function:${canary.functionName}:${qualifier}`;

async function invoke(FunctionName: string, Qualifier?: string): Promise<Answer & { executed: string }> {
  const { ExecutedVersion, Payload } = await subject.lambda.invoke({ FunctionName, Qualifier });
  return { ...JSON.parse(JSON.parse(Buffer.from(Payload!).toString()).body), executed: ExecutedVersion! };
}

/**
 * Sends parallel calls, eight at a time: half of them must reach each version.
 *
 * The tolerance is six standard deviations of a binomial distribution: a fair draw exceeds it once in 500 million runs.
 */
async function expectHalf(calls: number, call: () => Promise<Answer>): Promise<void> {
  const tolerance = 6 * Math.sqrt(calls * WEIGHT * (1 - WEIGHT));
  let [left, second] = [calls, 0];
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (left-- > 0) {
      const { version } = await call();
      expect(['1', '2']).toContain(version);
      if (version === '2') second++;
    }
  }));
  expect(second).toBeGreaterThan(calls * WEIGHT - tolerance);
  expect(second).toBeLessThan(calls * WEIGHT + tolerance);
}

// LDG configuration-aliases: Lambda distributes by a probabilistic model, and the answer has `x-amz-executed-version`.
test('an alias sends each call to one of its versions, by weight, and says which ran', async () => {
  await canary.setAlias('1', { 2: WEIGHT });
  await expectHalf(400, async () => {
    const { version, executed, ...rest } = await invoke(canary.functionName, canary.name);
    expect([version, rest.arn]).toEqual([executed, arn(canary.name)]);
    return { version, ...rest };
  });
});

test('a Function URL of the alias also chooses by weight (LDG lambda-urls)', async () => {
  const grant = { FunctionName: canary.functionName, Qualifier: canary.name, Principal: '*' };
  await subject.lambda.addPermission({ ...grant, StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' });
  await subject.lambda.addPermission({ ...grant, StatementId: 'invoke', Action: 'lambda:InvokeFunction' });
  const { FunctionUrl } = await subject.lambda.createFunctionUrlConfig({ FunctionName: canary.functionName, Qualifier: canary.name, AuthType: 'NONE' });
  const url = subject.reachable(FunctionUrl!);
  await subject.until('the URL must answer', 2, async () => (await fetch(url)).ok);
  await canary.setAlias('1', { 2: WEIGHT });
  await expectHalf(100, async () => (await (await fetch(url)).json()) as Answer);
});

test('a weight of 0 sends no call to the version, a weight of 1 every call (API AliasRoutingConfiguration)', async () => {
  for (const [weight, version] of [[0, '1'], [1, '2']] as const) {
    await canary.setAlias('1', { 2: weight });
    const calls = await Promise.all(Array.from({ length: 20 }, () => invoke(canary.functionName, canary.name)));
    expect(new Set(calls.map(({ executed }) => executed))).toEqual(new Set([version]));
  }
});

test('reading the configuration of a weighted alias draws no version (API GetFunctionConfiguration)', async () => {
  await canary.setAlias('1', { 2: 1 });
  for (let i = 0; i < 20; i++) {
    const { Version } = await subject.lambda.getFunctionConfiguration({ FunctionName: canary.functionName, Qualifier: canary.name });
    expect(Version).toBe('1');
  }
});

// API Invoke, FunctionName: a name, an ARN or a partial ARN, with or without a qualifier.
test.each<[string, () => [string, string?], string]>([
  ['a name', () => [canary.functionName], '$LATEST'],
  ['a name with a version', () => [`${canary.functionName}:2`], '2'],
  ['a name with an alias', () => [`${canary.functionName}:${canary.name}`], '3'],
  ['a name, and a version as qualifier', () => [canary.functionName, '2'], '2'],
  ['a name, and $LATEST as qualifier', () => [canary.functionName, '$LATEST'], '$LATEST'],
  ['an ARN with an alias', () => [arn(canary.name)], '3'],
  ['an ARN with a version', () => [arn('2')], '2'],
  ['a partial ARN, and an alias as qualifier', () => [`${subject.account}:function:${canary.functionName}`, canary.name], '3'],
])('%s selects what runs', async (_what, how, version) => {
  await canary.setAlias('3');
  const { executed, ...answer } = await invoke(...how());
  expect([executed, answer.version]).toEqual([version, version]);
});

test('an alias, a version or a function that does not exist is not found (API Invoke)', async () => {
  for (const [name, qualifier] of [[canary.functionName, 'none'], [canary.functionName, '99'], ['none']]) {
    await expect(invoke(name, qualifier)).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } });
  }
});

test('an error that the code throws is an answer too; an event and a dry run have no answer (API Invoke)', async () => {
  const FunctionName = subject.name('thrower');
  await createFunction(subject, FunctionName, 'exports.handler = async () => { throw new TypeError("broken"); };');
  const { FunctionError, StatusCode, Payload, ExecutedVersion } = await subject.lambda.invoke({ FunctionName });
  expect([FunctionError, StatusCode, ExecutedVersion]).toEqual(['Unhandled', 200, '$LATEST']);
  expect(JSON.parse(Buffer.from(Payload!).toString())).toMatchObject({ errorMessage: 'broken', errorType: expect.any(String) });
  const target = { FunctionName: canary.functionName, Qualifier: canary.name };
  expect((await subject.lambda.invoke({ ...target, InvocationType: 'Event' })).StatusCode).toBe(202);
  expect((await subject.lambda.invoke({ ...target, InvocationType: 'DryRun' })).StatusCode).toBe(204);
});
