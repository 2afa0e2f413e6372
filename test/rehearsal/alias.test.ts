import { TestCloud } from '../runtime/support/test-cloud';

jest.setTimeout(60_000);

let cloud: TestCloud;
let functionName: string;

beforeAll(async () => {
  cloud = await TestCloud.start();
  ({ functionName } = await cloud.createCanary({ versions: 3 }));
  await cloud.lambda.updateFunctionConfiguration({ FunctionName: functionName, Role: 'arn:aws:iam::123456789012:role/other' });
  await cloud.publishVersion(functionName);
});
afterAll(async () => cloud.stop());

const update = (FunctionVersion: string, AdditionalVersionWeights: Record<string, number> = {}) =>
  cloud.lambda.updateAlias({ FunctionName: functionName, Name: 'live', FunctionVersion, RoutingConfig: { AdditionalVersionWeights } });

test.each<[string, Parameters<typeof update>, string, RegExp]>([
  ['a weight above 1', ['1', { 2: 1.5 }], 'ValidationException', /must be between 0\.0 and 1\.0, got: 1\.5/],
  ['a weight below 0', ['1', { 2: -0.1 }], 'ValidationException', /got: -0\.1/],
  ['two additional versions', ['1', { 2: 0.1, 3: 0.1 }], 'InvalidParameterValueException', /one additional version, got: 2, 3/],
  ['the same version twice', ['2', { 2: 0.1 }], 'InvalidParameterValueException', /already included in routing configuration/],
  ['$LATEST with a weight', ['$LATEST', { 2: 0.1 }], 'InvalidParameterValueException', /\$LATEST is not supported/],
  ['a weight for $LATEST', ['1', { $LATEST: 0.1 }], 'InvalidParameterValueException', /\$LATEST is not supported/],
  ['a version that does not exist', ['9'], 'ResourceNotFoundException', /Function not found: .*:9$/],
  ['a weight for a version that does not exist', ['1', { 9: 0.1 }], 'ResourceNotFoundException', /Function not found: .*:9$/],
  ['versions with different roles', ['1', { 4: 0.1 }], 'InvalidParameterValueException', /same execution role/],
])('UpdateAlias refuses %s', async (_what, args, name, message) => {
  await expect(update(...args)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  expect((await cloud.lambda.getAlias({ FunctionName: functionName, Name: 'live' })).FunctionVersion).toBe('1');
});

test('UpdateAlias refuses a stale revision', async () => {
  const { RevisionId } = await cloud.lambda.getAlias({ FunctionName: functionName, Name: 'live' });
  await update('2');
  await expect(cloud.lambda.updateAlias({ FunctionName: functionName, Name: 'live', FunctionVersion: '3', RevisionId }))
    .rejects.toMatchObject({ name: 'PreconditionFailedException' });
  await update('1');
});

test('CreateAlias refuses what UpdateAlias refuses', async () => {
  await expect(cloud.lambda.createAlias({
    FunctionName: functionName, Name: 'other', FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { 2: 2 } },
  })).rejects.toMatchObject({ name: 'ValidationException' });
});
