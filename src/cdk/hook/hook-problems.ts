import { Duration, Token } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';
import { type HookPlan, type HookPlans } from './hook';
import { exactMinutes, type Problem, tokenUnitProblem } from '../shared/checks';
import { placeProblem } from '../shared/place';
import { GATE_MARGIN_SECONDS, HOOK_MINUTES, MAX_BAKE_MINUTES, MAX_FUNCTION_SECONDS, REPORT_MARGIN_MINUTES } from '../shared/quotas';

/** What is wrong with the hooks of a canary and with the bake that follows them. */
export function hookProblems(scope: IConstruct, { beforeTraffic, afterTraffic }: HookPlans, bake?: Duration): Problem[] {
  return [
    hookPlaceProblem(scope, 'beforeTraffic', beforeTraffic),
    hookPlaceProblem(scope, 'afterTraffic', afterTraffic),
    timeoutProblem('beforeTraffic', beforeTraffic),
    timeoutProblem('afterTraffic', afterTraffic),
    qualifierProblem('beforeTraffic', beforeTraffic),
    qualifierProblem('afterTraffic', afterTraffic),
    bake && bakeProblem(bake),
    bake && afterTraffic && bakeAfterHookProblem(bake, afterTraffic),
  ];
}

function hookPlaceProblem(scope: IConstruct, prop: string, hook?: HookPlan): Problem {
  if (!hook) return undefined;
  const { function: fn } = hook;
  return placeProblem(scope, { prop, resource: fn, arn: fn.functionArn, reason: 'Hooks are called in the canary\'s own account and region: create one there' });
}

/** The gate can run for 15 minutes, and must outlive the function that it invokes. */
function timeoutProblem(prop: string, hook?: HookPlan): Problem {
  const most = MAX_FUNCTION_SECONDS - GATE_MARGIN_SECONDS;
  if (hook?.reporter !== 'gate' || !known(hook.timeout) || hook.timeout.toSeconds() <= most) return undefined;
  return `\`${prop}\` must have a timeout of ${most / 60} minutes or less, so that the gate can report its result in time, `
    + `got: ${hook.timeout.toSeconds()} seconds. Shorten it, or use Hook.selfReporting()`;
}

/** AWS documents that CodeDeploy calls a hook function by its name; it says nothing about an alias or a version as a hook. */
function qualifierProblem(prop: string, hook?: HookPlan): Problem {
  if (hook?.reporter !== 'itself') return undefined;
  const { function: fn } = hook;
  const qualified = 'lambda' in fn || (!Token.isUnresolved(fn.functionArn) && fn.functionArn.split(':').length > 7);
  if (!qualified) return undefined;
  return `\`${prop}\` must be a function, which CodeDeploy calls by its name, got: Hook.selfReporting(${fn.node.path}), an alias or a version. `
    + 'Use the function itself, or Hook.invoke(), which accepts all three';
}

function bakeProblem(bake: Duration): Problem {
  const minutes = exactMinutes(bake);
  if (minutes === undefined) return tokenUnitProblem('bake', bake, 'seconds');
  if (minutes >= 1 && minutes <= MAX_BAKE_MINUTES) return undefined;
  return `\`bake\` must be between 1 and ${MAX_BAKE_MINUTES} minutes, since CodeDeploy waits one hour for a hook, got: ${bake.toString()}`;
}

/** CodeDeploy waits one hour for the after-traffic hook, and the bake is part of that hour. */
function bakeAfterHookProblem(bake: Duration, hook: HookPlan): Problem {
  if (hook.reporter === 'itself') {
    return '`bake` must not be used with a self-reporting `afterTraffic` hook, which ends the rollout by its own report, got: '
      + `Hook.selfReporting(${hook.function.node.path}). Use Hook.invoke()`;
  }
  const most = HOOK_MINUTES - REPORT_MARGIN_MINUTES;
  // The timeout of an imported function is unknown: the longest possible one is assumed.
  const timeout = hook.timeout ?? Duration.seconds(MAX_FUNCTION_SECONDS);
  if (!known(timeout) || !known(bake)) return undefined;
  const minutes = (bake.toSeconds() + timeout.toSeconds()) / 60;
  if (minutes <= most) return undefined;
  return `\`bake\` and the timeout of \`afterTraffic\` must be ${most} minutes or less together, since CodeDeploy waits one hour for both, got: ${minutes} minutes`
    + (hook.timeout ? '' : ` (the timeout of ${hook.function.node.path} is unknown: ${timeout.toMinutes()} minutes are assumed)`);
}

function known(duration?: Duration): duration is Duration {
  return duration !== undefined && !duration.isUnresolved();
}
