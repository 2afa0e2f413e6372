import { type AlarmType, type CloudWatchClient, DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { type CodeDeploy } from '@aws-sdk/client-codedeploy';
import { type Deployment } from '../../aws/deployment';

/** Names of the alarms that guard a deployment: its own if it has any, else its group's. */
export async function guardingAlarms(codeDeploy: CodeDeploy, deployment: Deployment): Promise<string[]> {
  const { deploymentGroupInfo } = await codeDeploy.getDeploymentGroup({
    applicationName: deployment.applicationName!, deploymentGroupName: deployment.deploymentGroupName!,
  });
  const configuration = deployment.alarmOverride?.alarms?.length ? deployment.alarmOverride : deploymentGroupInfo?.alarmConfiguration;
  if (!configuration?.enabled) return [];
  return (configuration.alarms ?? []).flatMap(alarm => alarm.name ?? []);
}

/**
 * Selects the alarms that are in `ALARM`, or were at any moment since `since`.
 *
 * @throws if one can't be read
 */
export async function firedAlarms(cloudWatch: CloudWatchClient, names: string[], since: Date): Promise<string[]> {
  if (names.length === 0) return [];
  const alarms = await readAlarms(cloudWatch, names);
  const fired = await Promise.all(alarms.map(async alarm => (alarm.isFiring || await firedSince(cloudWatch, alarm, since) ? [alarm.name] : [])));
  return fired.flat();
}

interface ReadAlarm {
  readonly name: string;
  readonly type: AlarmType;
  readonly isFiring: boolean;
}

/** Asks for composite alarms only if a name is left: AWS lets them be read with a wider permission than metric alarms. */
async function readAlarms(cloudWatch: CloudWatchClient, names: string[]): Promise<ReadAlarm[]> {
  const found: ReadAlarm[] = [];
  const missing = () => names.filter(name => !found.some(alarm => alarm.name === name));
  for (const type of ['MetricAlarm', 'CompositeAlarm'] as const) {
    if (missing().length === 0) break;
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: missing(), AlarmTypes: [type] }),
    );
    found.push(...[...MetricAlarms, ...CompositeAlarms].map(alarm => ({ name: alarm.AlarmName!, type, isFiring: alarm.StateValue === 'ALARM' })));
  }
  if (missing().length > 0) throw new Error(`alarms must exist to be read, got no alarm named: ${missing().join(', ')}`);
  return found;
}

async function firedSince(cloudWatch: CloudWatchClient, { name, type }: ReadAlarm, since: Date): Promise<boolean> {
  // Rounded down to seconds: a date that loses its fraction in transit must not hide an alarm.
  const StartDate = new Date(Math.floor(since.getTime() / 1000) * 1000);
  let token: string | undefined;
  do {
    const { AlarmHistoryItems = [], NextToken } = await cloudWatch.send(new DescribeAlarmHistoryCommand({
      AlarmName: name, AlarmTypes: [type], HistoryItemType: 'StateUpdate', StartDate, EndDate: new Date(), NextToken: token,
    }));
    if (AlarmHistoryItems.some(item => turnedToAlarm(item.HistoryData, item.HistorySummary))) return true;
    token = NextToken;
  } while (token);
  return false;
}

/** `HistoryData` is JSON with both states. If it can't be parsed, the summary says the same as text. */
function turnedToAlarm(data: string | undefined, summary: string | undefined): boolean {
  try {
    return (JSON.parse(data ?? '') as { newState?: { stateValue?: string } }).newState?.stateValue === 'ALARM';
  } catch {
    return / to ALARM\b/.test(summary ?? '');
  }
}
