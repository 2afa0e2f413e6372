import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { type Deployment } from './deployment';
import { Halt, rollsBack } from './halt';
import { type ScaledTime } from '../scaled-time';
import { type Unkind } from '../unkind';

/** How often CodeDeploy reads alarms is undocumented. */
const POLL_SECONDS = 10;
/** The shortest period on the wall clock: reading alarms more often only costs processor time. */
const POLL_MILLIS_MIN = 100;

/** Stops a deployment when an alarm of its group is in ALARM, even if it was in ALARM before the deployment. */
export class AlarmWatch {
  constructor(private readonly cloudWatch: CloudWatchClient, private readonly time: ScaledTime, private readonly unkind: Unkind = {}) {}

  /** Throws a `Halt` if an alarm of the deployment's group is active, or can't be read. */
  async assertQuiet(deployment: Deployment): Promise<void> {
    const { group, stackRollback } = deployment.props;
    const AlarmNames = [...deployment.view.alarmNames];
    // No alarm stops a rollback: in most cases the alarm caused it and is still active.
    if (!AlarmNames.length || deployment.isRollback) return;
    if (stackRollback && this.unkind.alarmsInStackRollback === false) return;
    const halt = (message: string) =>
      new Halt(message, { status: 'Stopped', code: 'ALARM_ACTIVE', rollback: rollsBack(group, 'DEPLOYMENT_STOP_ON_ALARM') });
    let active: string[];
    try {
      const { MetricAlarms } = await this.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }));
      active = (MetricAlarms ?? []).filter(alarm => alarm.StateValue === 'ALARM').map(alarm => alarm.AlarmName!);
    } catch (error) {
      if (group.alarmConfiguration?.ignorePollAlarmFailure) return;
      throw halt(`The state of the alarms could not be read: ${(error as Error).message}`);
    }
    if (active.length) {
      throw halt('One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, '
        + `and the affected deployments have been stopped. Activated alarms: <${active.join(', ')}>`);
    }
  }

  /** Watches until the signal aborts; an active alarm halts the deployment. */
  async watch(deployment: Deployment, signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await this.time.sleep(Math.max(POLL_SECONDS, (POLL_MILLIS_MIN / 1000) * this.time.scale), signal);
        await this.assertQuiet(deployment);
      }
    } catch (error) {
      if (!signal.aborted) deployment.halt.abort(error);
    }
  }
}
