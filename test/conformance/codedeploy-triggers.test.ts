import { type TriggerConfig, type TriggerEventType } from '@aws-sdk/client-codedeploy';
import { Subject } from './subject';
import { Canary } from './support/canary';
import { Recorder } from './support/recorder';
import { createTopic, messageOf } from './support/topic';

// CDG monitoring-sns-event-notifications-json-format (the message), -create-trigger (the events; a test message may come first).
let subject: Subject;
let recorder: Recorder;
let topic: string;

beforeAll(async () => {
  subject = await Subject.start({ minute: 200 });
  recorder = await Recorder.create(subject);
  topic = await createTopic(subject, recorder);
});
afterAll(async () => subject.stop());

const trigger = (...triggerEvents: TriggerEventType[]): TriggerConfig => ({ triggerName: subject.name('trigger'), triggerTargetArn: topic, triggerEvents });

/** What one trigger has published about a deployment so far. */
async function messages(deploymentId: string | undefined, { triggerName }: TriggerConfig): Promise<any[]> {
  const all = (await recorder.events()).map(messageOf).filter(text => text?.startsWith('{')).map(text => JSON.parse(text!));
  return all.filter(message => message.deploymentId === deploymentId && message.eventTriggerName === triggerName);
}

/** The message with this status. In users' reports statuses are `FAILED`, in the documentation `Failed`. */
async function messageWith(deploymentId: string | undefined, by: TriggerConfig, status: RegExp): Promise<any> {
  return subject.until(`the topic must get a message with the status ${status}`, 3, async () =>
    (await messages(deploymentId, by)).find(message => status.test(message.status)));
}

/** In users' reports objects are JSON in a string, in the documentation they are objects. */
const parsed = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value);

test('a deployment that succeeds: triggers on its start and its end publish, in the documented shape', async () => {
  const [start, success, failure] = [trigger('DeploymentStart'), trigger('DeploymentSuccess'), trigger('DeploymentFailure', 'DeploymentStop')];
  const canary = await Canary.create(subject, { group: { triggerConfigurations: [start, success, failure] } });
  const id = await canary.deploy('1', '2');
  const message = await messageWith(id, success, /^succeeded$/i);
  expect(message).toMatchObject({
    ...canary.group,
    region: subject.region,
    accountId: subject.account,
    eventTriggerName: success.triggerName,
    deploymentId: id,
    createTime: expect.any(String),
    completeTime: expect.any(String),
  });
  expect(Number(parsed(message.deploymentOverview).Succeeded)).toBe(1);
  expect(message.errorInformation ?? null).toBeNull();
  await messageWith(id, start, /./);
  expect(await messages(id, success)).toHaveLength(1);
  expect(await messages(id, failure)).toEqual([]);
});

test('a deployment that fails: the message has the reason', async () => {
  const failure = trigger('DeploymentFailure');
  const canary = await Canary.create(subject, { group: { triggerConfigurations: [failure] } });
  const id = await canary.deploy('2', '3');
  const { errorInformation, deploymentOverview } = await messageWith(id, failure, /^failed$/i);
  const { ErrorCode, ErrorMessage } = parsed(errorInformation);
  expect([ErrorCode, ErrorMessage]).toEqual(['INVALID_LAMBDA_CONFIGURATION', (await canary.deployment(id)).errorInformation!.message]);
  expect(Number(parsed(deploymentOverview).Failed)).toBe(1);
});

test('a deployment that is stopped and rolled back: the message of the rollback names it', async () => {
  const [stop, rollback] = [trigger('DeploymentStop'), trigger('DeploymentRollback')];
  const canary = await Canary.create(subject, { group: { triggerConfigurations: [stop, rollback] } });
  const id = await canary.shifting();
  await subject.codeDeploy.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
  await messageWith(id, stop, /^stopped$/i);
  const { deploymentId } = await canary.rolledBack(id);
  // The names in this part are inferred from those in errorInformation.
  const { rollbackInformation } = await messageWith(deploymentId, rollback, /./);
  expect(parsed(rollbackInformation).RollbackTriggeringDeploymentId).toBe(id);
  expect(await messages(deploymentId, stop)).toEqual([]);
});

test('a group keeps its triggers until it is given others (API UpdateDeploymentGroup)', async () => {
  const first = trigger('DeploymentSuccess');
  const canary = await Canary.create(subject, { group: { triggerConfigurations: [first] } });
  const { applicationName, deploymentGroupName } = canary.group;
  const update = (change: object) =>
    subject.codeDeploy.updateDeploymentGroup({ applicationName, currentDeploymentGroupName: deploymentGroupName, ...change });
  const get = async () => (await subject.codeDeploy.getDeploymentGroup(canary.group)).deploymentGroupInfo!.triggerConfigurations;
  await update({ deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' });
  expect(await get()).toEqual([first]);
  const second = trigger('DeploymentStart', 'DeploymentSuccess');
  await update({ triggerConfigurations: [second] });
  const id = await canary.deploy('1', '2');
  await messageWith(id, second, /^succeeded$/i);
  expect(await messages(id, first)).toEqual([]);
  await update({ triggerConfigurations: [] });
  expect(await get()).toEqual([]);
});

test('a topic that does not exist stops no deployment (inferred: CodeDeploy does not wait for a message)', async () => {
  const lost = { ...trigger('DeploymentStart'), triggerTargetArn: `${topic}-none` };
  const canary = await Canary.create(subject, { group: { triggerConfigurations: [lost] } });
  expect((await canary.ended(await canary.deploy('1', '2'))).status).toBe('Succeeded');
});
