import { Duration, Token } from 'aws-cdk-lib';
import { type HookPlan } from './hook-plan';
import { GATE_MARGIN_SECONDS, HOOK_MINUTES, MAX_FUNCTION_SECONDS, REPORT_MARGIN_MINUTES } from '../shared/limits';

/** The gate runs 15 minutes at most, and must outlive the function that it invokes. */
export function hookProblem(prop: string, hook?: HookPlan): string | undefined {
  const most = MAX_FUNCTION_SECONDS - GATE_MARGIN_SECONDS;
  if (hook?.reporter !== 'gate' || !known(hook.timeout) || hook.timeout.toSeconds() <= most) return undefined;
  return `\`${prop}\` must have a time-out of ${most / 60} minutes or less, so that its result can be reported in time, `
    + `got: ${hook.timeout.toSeconds()} seconds. Shorten it, or use Hook.selfReporting()`;
}

/** CodeDeploy is documented to call functions by name; of an alias or a version as hook nothing is said. */
export function qualifierProblem(prop: string, hook?: HookPlan): string | undefined {
  if (hook?.reporter !== 'itself') return undefined;
  const { function: fn } = hook;
  const qualified = 'lambda' in fn || (!Token.isUnresolved(fn.functionArn) && fn.functionArn.split(':').length > 7);
  if (!qualified) return undefined;
  return `\`${prop}\` must be a function, which CodeDeploy calls by its name, got: Hook.selfReporting(${fn.node.path}), an alias or a version. `
    + 'Use the function itself, or Hook.invoke(), which takes either';
}

/** CodeDeploy waits one hour for the after-traffic hook, and the bake is a part of it. */
export function bakeAfterHookProblem(bake?: Duration, hook?: HookPlan): string | undefined {
  if (!bake || !hook) return undefined;
  if (hook.reporter === 'itself') {
    return '`bake` must not be used with a self-reporting `afterTraffic` hook, which ends the rollout by its own report: '
      + `use Hook.invoke(), got: Hook.selfReporting(${hook.function.node.path})`;
  }
  const most = HOOK_MINUTES - REPORT_MARGIN_MINUTES;
  // Of an imported function nobody knows the time-out: the longest there is.
  const timeout = hook.timeout ?? Duration.seconds(MAX_FUNCTION_SECONDS);
  if (!known(timeout) || !known(bake)) return undefined;
  const minutes = (bake.toSeconds() + timeout.toSeconds()) / 60;
  if (minutes <= most) return undefined;
  return `\`bake\` and the time-out of \`afterTraffic\` must be ${most} minutes or less together, since CodeDeploy waits one hour for both, got: ${minutes} minutes`
    + (hook.timeout ? '' : ` (the time-out of ${hook.function.node.path} is not known here: ${timeout.toMinutes()} are assumed)`);
}

function known(duration?: Duration): duration is Duration {
  return duration !== undefined && !duration.isUnresolved();
}
