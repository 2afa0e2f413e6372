import { styleText } from 'node:util';
import { duration } from './duration';
import { type RolloutState, type Served } from './rollout-state';
import { type LifecycleEvent } from '../plane/codedeploy/deployment';

const BAR = 40;
const NAMES = { BeforeAllowTraffic: 'before-traffic hook', AllowTraffic: 'shift traffic', AfterAllowTraffic: 'after-traffic hook' };

/** The rollout as it stands, one string per line. */
export function rolloutLines(state: RolloutState): string[] {
  const { deployment, rollback, cloud } = state;
  if (!deployment) return ['', `  ${styleText('dim', 'CloudFormation is updating the stack …')}`, '', `  requests  ${served(state.served())}`];
  const { currentVersion, targetVersion, nextShiftAt } = deployment;
  const weight = rollback ? 100 - rollback.targetVersionWeight : deployment.targetVersionWeight;
  const remaining = nextShiftAt ? Math.max(0, nextShiftAt.getTime() - Date.now()) / 1000 : undefined;
  const next = remaining === undefined ? '' : `next step in ${remaining.toFixed(1)} s (${duration(remaining * cloud.time.scale)} in the cloud)`;
  return [
    '',
    `  ${styleText('bold', deployment.functionName)} ${styleText('dim', `alias ${deployment.alias}, deployment ${deployment.deploymentId}`)}`,
    `  ${deployment.lifecycleEvents.map(lifecycleEvent).join('   ')}   ${status(deployment.status)}${rollback ? `   rollback: ${status(rollback.status)}` : ''}`,
    '',
    `  version ${currentVersion} ${bar(weight)} version ${targetVersion}   ${weight} % of the traffic on version ${targetVersion}`,
    '',
    `  requests  ${served(state.served())}${state.failedRequests ? styleText('red', `, ${state.failedRequests} failed`) : ''}`,
    `  ${styleText('dim', next)}`,
  ];
}

/** Old version left, new version right. */
function bar(percentage: number): string {
  const cells = Math.round((percentage / 100) * BAR);
  return styleText('blue', '█'.repeat(BAR - cells)) + styleText('green', '█'.repeat(cells));
}

function lifecycleEvent({ name, status: state }: LifecycleEvent): string {
  const signs = { Pending: '○', InProgress: '◐', Succeeded: '✓', Failed: '✗', Skipped: '–', Unknown: '?' };
  const text = `${signs[state]} ${NAMES[name]}`;
  return state === 'Pending' || state === 'Skipped' ? styleText('dim', text) : styleText(state === 'Failed' ? 'red' : state === 'Succeeded' ? 'green' : 'cyan', text);
}

function status(text: string): string {
  return styleText(text === 'Succeeded' ? 'green' : text === 'Failed' || text === 'Stopped' ? 'red' : 'cyan', text);
}

export function served(counts: Served): string {
  const versions = [...counts].sort(([a], [b]) => Number(a) - Number(b));
  return versions.map(([version, count]) => `version ${version} served ${count}`).join(', ') || 'none yet';
}
