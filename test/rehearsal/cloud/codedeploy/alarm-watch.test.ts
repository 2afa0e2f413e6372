import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AlarmConfiguration } from '@aws-sdk/client-codedeploy';
import { AlarmWatch } from '../../../../rehearsal/cloud/codedeploy/alarm-watch';
import { Deployment } from '../../../../rehearsal/cloud/codedeploy/deployment';
import { ScaledTime } from '../../../../rehearsal/cloud/scaled-time';

// On AWS a role may lack permission to read alarms (test/conformance/codedeploy-alarms.test.ts); the local cloud allows everything.
const unreadable = new CloudWatchClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
unreadable.middlewareStack.add(() => async () => {
  throw new Error('not authorized to perform: cloudwatch:DescribeAlarms');
}, { step: 'build' });
afterAll(() => unreadable.destroy());

function assertQuiet(alarmConfiguration: AlarmConfiguration): Promise<void> {
  const appSpec = { functionName: 'orders', alias: 'live', currentVersion: '1', targetVersion: '2' };
  const group = { alarmConfiguration, autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_ALARM' as const] } };
  const deployment = new Deployment({ group, config: {}, appSpec, revision: {}, creator: 'user', onChange: () => {} });
  return new AlarmWatch(unreadable, new ScaledTime(60)).assertQuiet(deployment);
}

test('alarms that can\'t be read stop a deployment', async () => {
  await expect(assertQuiet({ enabled: true, alarms: [{ name: 'errors' }] })).rejects.toMatchObject({
    message: 'The state of the alarms could not be read: not authorized to perform: cloudwatch:DescribeAlarms',
    props: { status: 'Stopped', code: 'ALARM_ACTIVE', rollback: true },
  });
});

test.each<[string, AlarmConfiguration]>([
  ['ignores failed reads', { enabled: true, ignorePollAlarmFailure: true, alarms: [{ name: 'errors' }] }],
  ['has disabled its alarms', { enabled: false, alarms: [{ name: 'errors' }] }],
  ['has no alarms', {}],
])('they do not stop a deployment whose group %s', async (_what, alarmConfiguration) => {
  await expect(assertQuiet(alarmConfiguration)).resolves.toBeUndefined();
});
