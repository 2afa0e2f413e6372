import { styleText } from 'node:util';
import { type RolloutView } from './rollout-view';
import { type VersionCounts } from './version-counts';
import { duration, millis, percent } from './words';
import { type AlarmView } from '../cloud/cloudwatch/alarms/alarm';
import { type LifecycleEvent } from '../cloud/codedeploy/deployment';

const BAR = 40;
const NAMES = { BeforeAllowTraffic: 'before-traffic hook', AllowTraffic: 'shift traffic', AfterAllowTraffic: 'after-traffic hook' };
const SIGNS = { Pending: '○', InProgress: '◐', Succeeded: '✓', Failed: '✗', Skipped: '–', Unknown: '?' };

/** The rollout as it stands, one string per line. */
export function rolloutLines(rollout: RolloutView): string[] {
  const { deployment, rollback, customers } = rollout;
  const customerLine = `  customers    ${customers.requests} requests, ${customers.failed ? styleText('red', `${customers.failed} failed`) : 'none failed'}`;
  if (!deployment) return ['', `  ${styleText('bold', rollout.release)}  ${styleText('dim', 'CloudFormation is updating the stack …')}`, '', customerLine];
  const { currentVersion, targetVersion } = deployment;
  return [
    '',
    `  ${styleText('bold', rollout.release)}  ${styleText('dim', `${deployment.functionName}, alias ${deployment.alias}, deployment ${deployment.deploymentId}`)}`,
    `  ${deployment.lifecycleEvents.map(lifecycleEvent).join('   ')}   ${status(deployment.status)}${rollback ? `   rollback: ${status(rollback.status)}` : ''}`,
    '',
    `  version ${currentVersion} ${bar(rollout.percentage)} version ${targetVersion}   ${rollout.percentage} % of the traffic on version ${targetVersion}`,
    '',
    ...versionTable(rollout.versions()),
    customerLine,
    ...rollout.alarms.map(alarm),
    `  ${styleText('dim', next(rollout))}`,
  ];
}

/** Old version on the left, new version on the right; the characters differ too, for terminals without colours. */
function bar(percentage: number): string {
  const cells = Math.round((percentage / 100) * BAR);
  return styleText('blue', '░'.repeat(BAR - cells)) + styleText('green', '█'.repeat(cells));
}

function versionTable(versions: readonly VersionCounts[]): string[] {
  const row = (...cells: string[]) => `  ${cells[0].padEnd(13)}${cells.slice(1).map(cell => cell.padStart(14)).join('')}`;
  return [
    styleText('dim', row('', 'requests', 'errors', 'p50', 'p95')),
    ...versions.map(({ version, requests, errors, p50, p95 }) => {
      const text = row(`version ${version}`, String(requests), errors ? `${errors} (${percent(errors / requests)})` : '0', millis(p50), millis(p95));
      return errors ? styleText('red', text) : text;
    }),
  ];
}

function alarm({ alarmName, state, reason }: AlarmView): string {
  const colour = { OK: 'green', ALARM: 'red', INSUFFICIENT_DATA: 'yellow' } as const;
  return `  ${styleText(colour[state], `alarm ${state}`)}  ${alarmName}${state === 'ALARM' ? `: ${reason}` : ''}`;
}

/** What happens next, and when. */
function next({ deployment, rollback, cloud }: RolloutView): string {
  if (rollback) return rollback.status === 'Succeeded' ? 'next: CloudFormation rolls the stack back' : 'next: all traffic goes back to the old version';
  const { nextShiftAt, lifecycleEvents, status: ended } = deployment!;
  if (nextShiftAt) {
    const remaining = Math.max(0, nextShiftAt.getTime() - Date.now()) / 1000;
    return `next: more traffic in ${remaining.toFixed(1)} s (${duration(remaining * cloud.time.scale)} in the cloud), unless an alarm fires`;
  }
  const running = lifecycleEvents.find(event => event.status === 'InProgress');
  if (running?.name === 'BeforeAllowTraffic') return 'next: the first traffic, when the hook has passed';
  if (running?.name === 'AfterAllowTraffic') return 'next: done, when the hook has passed';
  return ended === 'Succeeded' ? 'next: CloudFormation finishes the stack' : '';
}

function lifecycleEvent({ name, status: state }: LifecycleEvent): string {
  const text = `${SIGNS[state]} ${NAMES[name]}`;
  return state === 'Pending' || state === 'Skipped' ? styleText('dim', text) : styleText(state === 'Failed' ? 'red' : state === 'Succeeded' ? 'green' : 'cyan', text);
}

function status(text: string): string {
  return styleText(text === 'Succeeded' ? 'green' : text === 'Failed' || text === 'Stopped' ? 'red' : 'cyan', text);
}
