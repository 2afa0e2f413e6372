import { type Target } from '@aws-sdk/client-eventbridge';
import { Subject } from './subject';
import { Canary } from './support/canary';
import { Recorder } from './support/recorder';
import { createTopic, messageOf } from './support/topic';

// Facts §7: an event of AWS, as kept by aws_lambda_events; its states START, SUCCESS, FAILURE, STOP. On AWS delivery is best effort.
const DETAIL_TYPE = 'CodeDeploy Deployment State-change Notification';

let subject: Subject;
let recorder: Recorder;

beforeAll(async () => {
  subject = await Subject.start({ minute: 200 });
  recorder = await Recorder.create(subject);
});
afterAll(async () => subject.stop());

/** A rule for the state changes of one application. */
async function createRule({ group }: Canary, target: Omit<Target, 'Id'>): Promise<void> {
  const Name = subject.name('rule');
  await subject.eventBridge.putRule({
    Name,
    EventPattern: JSON.stringify({ 'source': ['aws.codedeploy'], 'detail-type': [DETAIL_TYPE], 'detail': { application: [group.applicationName] } }),
  });
  subject.atEnd(async () => {
    await subject.eventBridge.removeTargets({ Rule: Name, Ids: ['target'] });
    await subject.eventBridge.deleteRule({ Name });
  });
  await subject.eventBridge.putTargets({ Rule: Name, Targets: [{ Id: 'target', ...target }] });
}

const state = (deploymentId: string | undefined, wanted: string) =>
  recorder.event(({ detail }) => detail?.deploymentId === deploymentId && detail?.state === wanted);

test('the start and the end of a deployment are announced, in the documented shape', async () => {
  const canary = await Canary.create(subject);
  await createRule(canary, { Arn: recorder.arn });
  const id = await canary.deploy('1', '2');
  const { applicationName, deploymentGroupName } = canary.group;
  const arn = (resource: string) => `arn:aws:codedeploy:${subject.region}:${subject.account}:${resource}`;
  for (const wanted of ['START', 'SUCCESS']) {
    expect(await state(id, wanted)).toEqual({
      'version': '0',
      'id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'account': subject.account,
      'region': subject.region,
      'time': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      'source': 'aws.codedeploy',
      'detail-type': DETAIL_TYPE,
      'resources': [arn(`application:${applicationName}`), arn(`deploymentgroup:${applicationName}/${deploymentGroupName}`)],
      'detail': {
        instanceGroupId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        region: subject.region,
        application: applicationName,
        deploymentGroup: deploymentGroupName,
        deploymentId: id,
        state: wanted,
      },
    });
  }
});

test('a stop and a failure are announced; a rollback is announced like any deployment', async () => {
  const canary = await Canary.create(subject);
  await createRule(canary, { Arn: recorder.arn });
  const id = await canary.shifting();
  await subject.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
  await state(id, 'STOP');
  const { deploymentId: rollbackId } = await canary.rolledBack(id);
  await state(rollbackId, 'START');
  await state(rollbackId, 'SUCCESS');
  // The alias is on version 1.
  await state(await canary.deploy('2', '3'), 'FAILURE');
});

test('a rule may transform the event (API PutTargets, InputTransformer)', async () => {
  const canary = await Canary.create(subject);
  await createRule(canary, {
    Arn: recorder.arn,
    InputTransformer: {
      InputPathsMap: { id: '$.detail.deploymentId', state: '$.detail.state' },
      InputTemplate: '{ "transformed": <id>, "state": <state>, "topics": [{ "topicArn": "arn", "states": ["STARTED"] }] }',
    },
  });
  const id = await canary.deploy('1', '2');
  expect(await recorder.event(event => event.transformed === id && event.state === 'SUCCESS')).toEqual({
    transformed: id, state: 'SUCCESS', topics: [{ topicArn: 'arn', states: ['STARTED'] }],
  });
});

test('a rule may publish to a topic, and the topic invokes its subscriber (API PutTargets, Subscribe)', async () => {
  const canary = await Canary.create(subject);
  await createRule(canary, {
    Arn: await createTopic(subject, recorder), InputTransformer: { InputPathsMap: { id: '$.detail.deploymentId' }, InputTemplate: '"deployment <id>"' },
  });
  const id = await canary.deploy('1', '2');
  expect(messageOf(await recorder.event(event => messageOf(event)?.includes(id)))).toBe(`"deployment ${id}"`);
});
