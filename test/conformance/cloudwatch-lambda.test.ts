import { Subject } from './subject';
import { createFunction, createVersions } from './support/functions';

// Sources: LDG = Lambda developer guide, monitoring-metrics.md; SAM = its sample alarm; facts/codedeploy.md §9.

let subject: Subject;
let functionName: string;

beforeAll(async () => {
  subject = await Subject.start();
  functionName = subject.name('function');
  await createVersions(subject, functionName, 2);
  await subject.lambda.createAlias({
    FunctionName: functionName, Name: 'live', FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } },
  });
});
afterAll(async () => subject.stop());

type Dimensions = Record<string, string>;

const total = async (MetricName: string, dimensions: Dimensions, Stat = 'Sum'): Promise<number | undefined> => {
  const now = Date.now();
  const { MetricDataResults } = await subject.cloudWatch.getMetricData({
    StartTime: new Date(now - 180 * subject.minute),
    EndTime: new Date(now + subject.minute),
    MetricDataQueries: [{
      Id: 'm',
      MetricStat: {
        Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) },
        Period: 60,
        Stat,
      },
    }],
  });
  const values = MetricDataResults![0].Values!;
  return values.length ? values.reduce((sum, value) => sum + value, 0) : undefined;
};

const reaches = async (expected: number, MetricName: string, dimensions: Dimensions, Stat?: string) =>
  subject.until(`${MetricName} must reach ${expected}`, 5, async () => await total(MetricName, dimensions, Stat) === expected);

test('calls of a weighted alias count by alias and by the version that ran', async () => {
  const served: Record<string, number> = { 1: 0, 2: 0 };
  for (let i = 0; i < 30; i++) served[(await subject.lambda.invoke({ FunctionName: functionName, Qualifier: 'live' })).ExecutedVersion!]++;
  const alias = { FunctionName: functionName, Resource: `${functionName}:live` };
  await reaches(30, 'Invocations', alias);
  for (const [version, count] of Object.entries(served)) await reaches(count, 'Invocations', { ...alias, ExecutedVersion: version });
  await reaches(30, 'Invocations', { FunctionName: functionName });
  // No version was called by its number.
  expect(await total('Invocations', { FunctionName: functionName, Resource: `${functionName}:2` })).toBeUndefined();
  expect(await total('Invocations', { FunctionName: functionName, ExecutedVersion: '2' })).toBeUndefined();
  // A success counts as zero errors.
  expect(await total('Errors', { ...alias, ExecutedVersion: '2' })).toBe(0);
  expect(await total('Duration', { ...alias, ExecutedVersion: '2' }, 'TC(0:)')).toBe(served[2]);
});

test('an error that a handler throws counts; what it returns does not, whatever the status in it', async () => {
  const name = subject.name('throws');
  await createFunction(subject, name, 'exports.handler = async event => { if (event.broken) throw new Error("broken"); return { statusCode: 500 }; };');
  for (const broken of [true, false, true]) await subject.lambda.invoke({ FunctionName: name, Payload: JSON.stringify({ broken }) });
  await reaches(3, 'Invocations', { FunctionName: name });
  await reaches(2, 'Errors', { FunctionName: name });
});
