import { join } from 'node:path';
import { FLOOR } from './support/npm-package';
import { EXAMPLES, ROOT } from './support/paths';
import { pythonWithWheel, wheel } from './support/python-package';
import { run } from './support/run';
import { type Assembly, synth } from './support/synth';

jest.setTimeout(600_000);

let python: string;

beforeAll(async () => {
  python = await pythonWithWheel();
});

test('the wheel depends only on the CDK and jsii, and runs on every platform', async () => {
  expect(await wheel()).toMatch(/-py3-none-any\.whl$/);
  const script = 'import json; from importlib.metadata import requires; print(json.dumps(requires("cdk-canary-lambda")))';
  const requirements: string[] = JSON.parse(await run(python, ['-c', script]));
  expect(requirements.map(requirement => /^[\w-]+/.exec(requirement)![0]).sort()).toEqual(['aws-cdk-lib', 'constructs', 'jsii', 'publication']);
  expect(requirements.find(requirement => requirement.startsWith('aws-cdk-lib'))).toMatch(new RegExp(`<3.*>=${FLOOR.cdk}|>=${FLOOR.cdk}.*<3`));
});

test('the package is typed', async () => {
  await run(python, ['-c', 'from importlib.metadata import files; assert "cdk_canary_lambda/py.typed" in map(str, files("cdk-canary-lambda"))']);
});

describe.each(['1', '2'])('orders, release %s', release => {
  let typescript: Assembly;
  let fromPython: Assembly;

  beforeAll(async () => {
    [typescript, fromPython] = await Promise.all([
      synth(`orders-typescript-${release}`, 'tsx', ['app.ts'], { cwd: join(EXAMPLES, 'typescript', 'orders'), context: { release } }),
      synth(`orders-python-${release}`, python, ['app.py'], { cwd: join(EXAMPLES, 'python', 'orders'), context: { release } }),
    ]);
  });

  test('is a template with a canary', () => {
    const types = Object.values(typescript.template('Orders').Resources).map(resource => resource.Type);
    expect(types).toEqual(expect.arrayContaining(['Custom::CanaryRollout', 'AWS::CodeDeploy::DeploymentGroup', 'AWS::ApiGatewayV2::Api']));
  });

  // Including asset hashes: both packages ship the same handlers, and both examples deploy the same functions.
  test('is the same template from Python as from TypeScript', () => {
    expect(fromPython.template('Orders')).toEqual(typescript.template('Orders'));
  });

  test('has the same construct tree', () => {
    expect(typescript.paths()).toContain('Orders/Canary/DeploymentGroup/Resource');
    expect(fromPython.paths()).toEqual(typescript.paths());
  });

  test('acknowledges the same findings for the same reasons', () => {
    const acknowledged = (assembly: Assembly) => assembly.metadata('Orders', 'aws:cdk:acknowledged-rules');
    expect(acknowledged(typescript).length).toBeGreaterThan(5);
    expect(acknowledged(fromPython)).toEqual(acknowledged(typescript));
  });
});

test('the README\'s Python snippets synthesize', async () => {
  const shown = await run(python, [join(__dirname, 'fixtures', 'readme.py'), join(ROOT, 'README.md')]);
  expect(Number(shown)).toBeGreaterThanOrEqual(1);
});

describe('misuse', () => {
  let refusals: Record<string, string>;

  beforeAll(async () => {
    refusals = JSON.parse(await run(python, [join(__dirname, 'fixtures', 'refusals.py')]));
  });

  test.each([
    ['factory', 'RuntimeError: Error: Rollout.canary(): `percentage` must be a whole number between 1 and 99 (percent), got: 120'],
    ['construct', 'RuntimeError: Shop/construct: `aliasName` must be 1 to 128 letters, digits, hyphens or underscores, and not digits only, got: 1'],
    ['late', 'RuntimeError: CanaryLambdaError: Shop/late: `url` must be created first: call addUrl()'],
    ['type', 'TypeError: type of argument function must be aws_cdk.aws_lambda.Function; got str instead'],
    ['missing', 'TypeError: CanaryLambda.__init__() missing 1 required keyword-only argument: \'function\''],
    ['unknown', 'TypeError: CanaryLambda.__init__() got an unexpected keyword argument \'rolout\''],
  ])('%s: Python shows the whole message', (name, message) => {
    expect(refusals[name]).toBe(message);
  });

  // `_bind` is internal: jsii does not know it, so it lets Python create a subclass that can't implement it.
  test.each([
    ['rollout', '`rollout` must come from a factory such as Rollout.canary(); Rollout cannot be subclassed'],
    ['hook', '`beforeTraffic` must come from Hook.invoke(), Hook.nodejs() or Hook.selfReporting(); Hook cannot be subclassed'],
    ['alarm', '`alarms` must come from a factory such as RollbackAlarm.errorRate() or RollbackAlarm.of(); RollbackAlarm cannot be subclassed'],
    ['notification', '`notifications` must come from Notification.sns(); Notification cannot be subclassed'],
  ])('a subclass of %s is refused clearly', (name, message) => {
    expect(refusals[name]).toContain(`RuntimeError: Shop/${name}: ${message}, got: `);
  });

  test('every case is tested', () => {
    expect(Object.keys(refusals)).toHaveLength(10);
  });
});
