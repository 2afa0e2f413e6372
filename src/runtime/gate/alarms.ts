import { type CloudWatchClient, DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
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
  const firing = await alarmsInAlarm(cloudWatch, names);
  const quiet = names.filter(name => !firing.includes(name));
  const recovered = await Promise.all(quiet.map(async name => (await firedSince(cloudWatch, name, since) ? [name] : [])));
  return [...firing, ...recovered.flat()];
}

async function alarmsInAlarm(cloudWatch: CloudWatchClient, names: string[]): Promise<string[]> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: names, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const found = [...MetricAlarms, ...CompositeAlarms];
  const missing = names.filter(name => !found.some(alarm => alarm.AlarmName === name));
  if (missing.length > 0) throw new Error(`alarms must exist to be read, got no alarm named: ${missing.join(', ')}`);
  return found.filter(alarm => alarm.StateValue === 'ALARM').map(alarm => alarm.AlarmName!);
}

async function firedSince(cloudWatch: CloudWatchClient, name: string, since: Date): Promise<boolean> {
  // Rounded down to seconds: a date that loses its fraction in transit must not hide an alarm.
  const StartDate = new Date(Math.floor(since.getTime() / 1000) * 1000);
  let token: string | undefined;
  do {
    const { AlarmHistoryItems = [], NextToken } = await cloudWatch.send(new DescribeAlarmHistoryCommand({
      AlarmName: name, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], HistoryItemType: 'StateUpdate', StartDate, EndDate: new Date(), NextToken: token,
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
