import { Subject, testWithOtherRole } from './subject';
import { createVersions, publishVersion, settled } from './support/functions';

let subject: Subject;
let functionName: string;

beforeAll(async () => {
  subject = await Subject.start();
  functionName = subject.name('function');
  await createVersions(subject, functionName, 3);
  await subject.lambda.createAlias({ FunctionName: functionName, Name: 'live', FunctionVersion: '1' });
});
afterAll(async () => subject.stop());

const get = (Name = 'live') => subject.lambda.getAlias({ FunctionName: functionName, Name });
const create = (Name: string, FunctionVersion: string, weights: Record<string, number> = {}) => subject.lambda.createAlias({
  FunctionName: functionName, Name, FunctionVersion, RoutingConfig: { AdditionalVersionWeights: weights },
});
const update = (FunctionVersion: string | undefined, weights: Record<string, number>, RevisionId?: string) => subject.lambda.updateAlias({
  FunctionName: functionName, Name: 'live', FunctionVersion, RevisionId, RoutingConfig: { AdditionalVersionWeights: weights },
});

// LDG configuration-aliases: one additional version, both published; API AliasRoutingConfiguration: weights from 0.0 to 1.0.
const refused: [string, string, Record<string, number>, string, RegExp][] = [
  ['a weight above 1', '1', { 2: 1.5 }, 'ValidationException', /1\.5/],
  ['a weight below 0', '1', { 2: -0.1 }, 'ValidationException', /-0\.1/],
  ['two additional versions', '1', { 2: 0.1, 3: 0.1 }, 'InvalidParameterValueException', /./],
  ['the same version twice', '2', { 2: 0.1 }, 'InvalidParameterValueException', /already included in routing configuration/],
  ['$LATEST with a weight', '$LATEST', { 2: 0.1 }, 'InvalidParameterValueException', /\$LATEST is not supported/],
  ['a weight for $LATEST', '1', { $LATEST: 0.1 }, 'InvalidParameterValueException', /\$LATEST is not supported/],
  ['a version that does not exist', '9', {}, 'ResourceNotFoundException', /:9$/],
  ['a weight for a version that does not exist', '1', { 9: 0.1 }, 'ResourceNotFoundException', /:9$/],
];
describe.each(refused)('%s', (_what, version, weights, name, message) => {
  test('is refused by UpdateAlias, which leaves the alias unchanged', async () => {
    await expect(update(version, weights)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect((await get()).FunctionVersion).toBe('1');
  });

  test('is refused by CreateAlias, which creates no alias', async () => {
    await expect(create('other', version, weights)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    await expect(get('other')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

// LDG configuration-aliases: both versions must have the same execution role and dead-letter queue.
testWithOtherRole('versions with different roles can\'t share an alias', async () => {
  await subject.lambda.updateFunctionConfiguration({ FunctionName: functionName, Role: subject.otherRoleArn });
  const version = await publishVersion(subject, functionName);
  await expect(update('1', { [version]: 0.1 })).rejects.toMatchObject({ name: 'InvalidParameterValueException', message: expect.stringMatching(/role/i) });
  await subject.lambda.updateFunctionConfiguration({ FunctionName: functionName, Role: subject.roleArn });
  await settled(subject, functionName);
});

test('versions with different dead-letter queues can\'t share an alias', async () => {
  const { TopicArn } = await subject.sns.createTopic({ Name: subject.name('topic') });
  subject.atEnd(() => subject.sns.deleteTopic({ TopicArn }));
  await subject.lambda.updateFunctionConfiguration({ FunctionName: functionName, DeadLetterConfig: { TargetArn: TopicArn } });
  const version = await publishVersion(subject, functionName);
  await expect(update('1', { [version]: 0.1 })).rejects.toMatchObject({ name: 'InvalidParameterValueException', message: expect.stringMatching(/dead.letter/i) });
});

test('weights stay until they are cleared by an empty routing configuration (API UpdateAlias; LDG configuration-aliases)', async () => {
  await update('1', { 2: 0.25 });
  expect((await get()).RoutingConfig).toEqual({ AdditionalVersionWeights: { 2: 0.25 } });
  await subject.lambda.updateAlias({ FunctionName: functionName, Name: 'live', Description: 'said later' });
  expect(await get()).toMatchObject({ FunctionVersion: '1', Description: 'said later', RoutingConfig: { AdditionalVersionWeights: { 2: 0.25 } } });
  await update(undefined, {});
  expect((await get()).RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
  expect((await get()).FunctionVersion).toBe('1');
});

test('a weight may be 0 or 1 (API AliasRoutingConfiguration)', async () => {
  for (const weight of [0, 1]) {
    await update('1', { 2: weight });
    expect((await get()).RoutingConfig).toEqual({ AdditionalVersionWeights: { 2: weight } });
  }
  await update('1', {});
});

test('a stale revision is refused with 412, the current one is not (API UpdateAlias, PreconditionFailedException)', async () => {
  const { RevisionId: stale } = await get();
  const { RevisionId: current } = await update('2', {});
  expect(current).not.toBe(stale);
  await expect(update('3', {}, stale)).rejects.toMatchObject({ name: 'PreconditionFailedException', $metadata: { httpStatusCode: 412 } });
  expect((await get()).FunctionVersion).toBe('2');
  await update('1', {}, current);
  expect((await get()).FunctionVersion).toBe('1');
});

test('an alias has one name, and an alias or a function that does not exist is not found (API CreateAlias, UpdateAlias)', async () => {
  await expect(create('live', '1')).rejects.toMatchObject({ name: 'ResourceConflictException' });
  const missing = { name: 'ResourceNotFoundException' };
  await expect(subject.lambda.updateAlias({ FunctionName: functionName, Name: 'none', FunctionVersion: '1' })).rejects.toMatchObject(missing);
  await expect(subject.lambda.createAlias({ FunctionName: 'none', Name: 'live', FunctionVersion: '1' })).rejects.toMatchObject(missing);
});

// API DeleteFunction: "You can't delete a function version that is referenced by an alias."
test('a version that an alias uses, also with a weight, can\'t be deleted', async () => {
  const [used, weighted] = [await publishVersion(subject, functionName), await publishVersion(subject, functionName)];
  await create('holds', used, { [weighted]: 0.1 });
  for (const Qualifier of [used, weighted]) {
    await expect(subject.lambda.deleteFunction({ FunctionName: functionName, Qualifier })).rejects.toMatchObject({ name: 'ResourceConflictException' });
  }
  await subject.lambda.deleteAlias({ FunctionName: functionName, Name: 'holds' });
  for (const Qualifier of [used, weighted]) await subject.lambda.deleteFunction({ FunctionName: functionName, Qualifier });
  await expect(subject.lambda.getFunctionConfiguration({ FunctionName: functionName, Qualifier: used })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
