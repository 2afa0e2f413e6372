import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { TestCloud } from '../../../runtime/support/test-cloud';
import { eventually } from '../../support/traces';

// CloudFormation user guide: "You can't delete a stack if another stack references one of its outputs", nor modify or remove the output.
jest.setTimeout(60_000);

let cloud: TestCloud;
let cloudFormation: CloudFormation;

beforeAll(async () => {
  cloud = await TestCloud.start();
  cloudFormation = new CloudFormation(cloud.clientOptions());
});
afterAll(async () => cloud.stop());

const TOPIC = { Topic: { Type: 'AWS::SNS::Topic' } };
const exporting = (exports: Record<string, string>) => JSON.stringify({
  Resources: TOPIC,
  Outputs: Object.fromEntries(Object.entries(exports).map(([name, Value]) => [name, { Value, Export: { Name: name } }])),
});
const importing = (name: string) => JSON.stringify({ Resources: TOPIC, Outputs: { Copy: { Value: { 'Fn::ImportValue': name } } } });

async function create(template: string): Promise<string> {
  const StackName = cloud.name('stack');
  await cloudFormation.createStack({ StackName, TemplateBody: template });
  await becomes(StackName, 'CREATE_COMPLETE');
  return StackName;
}

async function becomes(StackName: string, status: string): Promise<void> {
  await eventually(async () => (await cloudFormation.describeStacks({ StackName })).Stacks![0].StackStatus === status, `${StackName} is ${status}`);
}

const values = async () => Object.fromEntries((await cloudFormation.listExports({})).Exports!.map(({ Name, Value }) => [Name, Value]));

test.each([
  ['changes', { Used: 'other', Free: 'free' }, 'updated'],
  ['removes', { Free: 'free' }, 'deleted'],
])('an update that %s an export in use fails, and the stack goes back', async (_what, change, verb) => {
  const name = cloud.name('Used');
  const named = (exports: Record<string, string>) => Object.fromEntries(Object.entries(exports).map(([key, value]) => [key === 'Used' ? name : `${name}${key}`, value]));
  const owner = await create(exporting(named({ Used: 'value', Free: 'free' })));
  const user = await create(importing(name));
  await cloudFormation.updateStack({ StackName: owner, TemplateBody: exporting(named(change)) });
  await becomes(owner, 'UPDATE_ROLLBACK_COMPLETE');
  const { StackEvents } = await cloudFormation.describeStackEvents({ StackName: owner });
  expect(StackEvents!.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(`Export ${name} cannot be ${verb} as it is in use by ${user}`);
  expect(await values()).toMatchObject(named({ Used: 'value', Free: 'free' }));

  // What nobody imports may change and go, and so may the other when its user is gone.
  await cloudFormation.updateStack({ StackName: owner, TemplateBody: exporting(named({ Used: 'value' })) });
  await becomes(owner, 'UPDATE_COMPLETE');
  expect(await values()).not.toHaveProperty(`${name}Free`);
  await cloudFormation.deleteStack({ StackName: user });
  await eventually(async () => cloudFormation.describeStacks({ StackName: user }).then(() => false, () => true), 'the user is gone');
  await cloudFormation.updateStack({ StackName: owner, TemplateBody: exporting(named({ Used: 'other' })) });
  await eventually(async () => (await values())[name] === 'other', 'the export has changed');
});

test('a name that another stack exports can\'t be exported a second time', async () => {
  const name = cloud.name('Shared');
  const owner = await create(exporting({ [name]: 'first' }));
  const StackName = cloud.name('stack');
  await cloudFormation.createStack({ StackName, TemplateBody: exporting({ [name]: 'second' }) });
  await becomes(StackName, 'ROLLBACK_COMPLETE');
  const { StackEvents } = await cloudFormation.describeStackEvents({ StackName });
  expect(StackEvents!.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(`Export with name ${name} is already exported by stack ${owner}`);
  expect(await values()).toMatchObject({ [name]: 'first' });
});
