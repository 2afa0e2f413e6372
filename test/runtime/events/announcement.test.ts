import { type Deployment } from '../../../src/aws/deployment';
import { type DeploymentStateChange, type RolloutEventDetail } from '../../../src/protocol/rollout-event';
import { failureReason, toDetail } from '../../../src/runtime/events/announcement';
import { toSubject, toTopicMessage } from '../../../src/runtime/events/topic-message';

const change = (state: string): DeploymentStateChange => ({ deploymentId: 'd-2', state, functionName: 'orders', alias: 'live', topics: [] });
const deployment = (values: Partial<Deployment> = {}): Deployment => ({
  deploymentId: 'd-2', status: 'Succeeded', creator: 'CloudFormation', currentVersion: '3', targetVersion: '4', steps: [], ...values,
});

describe('rollbacks', () => {
  const rollback = deployment({ creator: 'codeDeployRollback', currentVersion: '4', targetVersion: '3', rollbackTriggeringDeploymentId: 'd-1' });
  const original = deployment({ deploymentId: 'd-1', status: 'Stopped', error: { code: 'MANUAL_STOP', message: 'stopped' } });

  test('are announced as the end of the rollout that they undo', () => {
    expect(toDetail(change('SUCCESS'), rollback, original)).toEqual({
      schemaVersion: 1,
      state: 'ROLLED_BACK',
      functionName: 'orders',
      alias: 'live',
      deploymentId: 'd-1',
      currentVersion: '3',
      targetVersion: '4',
      reason: 'stopped (MANUAL_STOP)',
      id: 'd-1#ROLLED_BACK',
    });
  });

  test('do not start a rollout', () => {
    expect(toDetail(change('START'), rollback, original)).toBeUndefined();
  });

  test('that fail have an id of their own: the original\'s FAILED was announced before', () => {
    expect(toDetail(change('FAILURE'), { ...rollback, status: 'Failed', error: { message: 'throttled' } }, original)).toMatchObject({
      state: 'FAILED', deploymentId: 'd-2', id: 'd-2#FAILED', reason: 'the rollback of d-1 failed, so the alias may serve two versions: throttled',
    });
  });

  test.each([
    ['CloudFormation', undefined], ['user', 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop/id'],
  ])('by CloudFormation are known by the older version that they bring, though %s is their creator', (creator, externalId) => {
    const wayBack = deployment({ creator, externalId, currentVersion: '10', targetVersion: '9' });
    expect(toDetail(change('START'), wayBack)).toBeUndefined();
    expect(toDetail(change('SUCCESS'), wayBack)).toMatchObject({
      state: 'ROLLED_BACK',
      currentVersion: '9',
      targetVersion: '10',
      reason: 'CloudFormation rolled the stack back',
    });
    expect(toDetail(change('START'), deployment({ creator, externalId, currentVersion: '9', targetVersion: '10' }))).toMatchObject({ state: 'STARTED' });
  });

  test('are not a person\'s deployments to an older version', () => {
    expect(toDetail(change('START'), deployment({ creator: 'user', currentVersion: '10', targetVersion: '9' }))).toMatchObject({ state: 'STARTED' });
  });

  test('by CloudFormation do not name the original: the versions are announced in the order in which customers met them', () => {
    expect(toDetail(change('SUCCESS'), deployment({ creator: 'CloudFormationRollback', currentVersion: '4', targetVersion: '3' }))).toMatchObject({
      state: 'ROLLED_BACK', deploymentId: 'd-2', currentVersion: '3', targetVersion: '4', reason: 'CloudFormation rolled the stack back',
    });
  });
});

test('an alias that the provider put back ends the rollout that it stopped', () => {
  expect(toDetail(change('PUT_BACK'), deployment({ status: 'Stopped' }))).toMatchObject({
    state: 'ROLLED_BACK', deploymentId: 'd-2', currentVersion: '3', targetVersion: '4', reason: 'stopped by request', id: 'd-2#ROLLED_BACK',
  });
});

test('versions that are not known are left out', () => {
  expect(Object.keys(toDetail(change('START'), deployment({ currentVersion: undefined, targetVersion: undefined }))!)).not.toContain('targetVersion');
});

test.each([
  [{ status: 'Stopped' }, 'stopped by request'],
  [{ status: 'Failed' }, 'CodeDeploy gave no reason, the deployment is Failed'],
  [{ error: { code: 'TIMEOUT' } }, 'TIMEOUT'],
  [{ error: { code: 'A', message: 'b' }, steps: [{ name: 'AfterAllowTraffic', status: 'Failed' }] }, 'b (A); AfterAllowTraffic failed'],
])('every failure has a reason: %j', (values, reason) => {
  expect(failureReason(deployment(values))).toBe(reason);
});

describe('messages to topics', () => {
  const detail: RolloutEventDetail = {
    schemaVersion: 1, state: 'FAILED', functionName: 'orders', alias: 'live', deploymentId: 'd-1', currentVersion: '3', targetVersion: '4', reason: 'smoke test', id: 'd-1#FAILED',
  };

  test('are text for people and JSON for programs', () => {
    const { Message } = toTopicMessage('arn:aws:sns:eu-west-1:1:t', detail);
    const { default: words, email, ...programs } = JSON.parse(Message!);
    expect(words).toBe('Rollout FAILED: orders:live, version 3 -> 4\nReason: smoke test\nDeployment: d-1');
    expect(email).toBe(words);
    expect(Object.keys(programs)).toEqual(['sqs', 'lambda', 'http', 'https', 'firehose']);
    for (const text of Object.values(programs)) expect(JSON.parse(text as string)).toEqual(detail);
  });

  test('have a subject that SNS takes: fewer than 100 printable ASCII characters', () => {
    const subject = toSubject({ ...detail, functionName: `bestellung-ü\n${'x'.repeat(200)}` });
    expect(subject).toMatch(/^[ -~]{99}$/);
    expect(subject).toContain('bestellung-??x');
  });

  test('keep a subject of 99 characters whole, and cut one of 100', () => {
    const subjectOf = (length: number) => toSubject({ ...detail, functionName: 'x'.repeat(length - toSubject({ ...detail, functionName: '' }).length) });
    expect(subjectOf(99)).toMatch(/3 -> 4$/);
    expect(subjectOf(100)).toMatch(/3 -> $/);
  });

  test('carry what a FIFO topic needs, the same for every copy', () => {
    expect(toTopicMessage('arn:aws:sns:eu-west-1:1:t', detail)).not.toHaveProperty('MessageGroupId');
    const fifo = toTopicMessage('arn:aws:sns:eu-west-1:1:t.fifo', detail);
    expect(fifo.MessageDeduplicationId).toHaveLength(64);
    expect(toTopicMessage('arn:aws:sns:eu-west-1:1:t.fifo', { ...detail, reason: 'other words' }).MessageDeduplicationId).toBe(fifo.MessageDeduplicationId);
  });
});
