import { Annotations, CfnResource, type Duration, Stack } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';
import { type BoundAlarm } from '../alarm/rollback-alarm';
import { type RolloutPlan } from '../rollout/rollout';
import { exactMinutes } from '../shared/checks';
import { rendering } from '../shared/references';

/** Minutes until an alarm on what happens now can act: CloudWatch has numbers one to three minutes later, and evaluates within a minute. */
const ALARM_DELAY_MINUTES = 5;
/** A bake shorter than this ends before the numbers of its first minute are there. */
const SHORTEST_USEFUL_BAKE_MINUTES = 3;
/** Calls a second that many functions never see. */
const MUCH_TRAFFIC = 50;

interface Rendered {
  readonly Properties?: { readonly WarmUpConfiguration?: { readonly WarmUpPeriodDurationInMinutes?: unknown } };
}

export interface Watch {
  readonly plan: RolloutPlan;
  readonly alarms: BoundAlarm[];
  readonly bake?: Duration;
  /** A self-reporting after-traffic hook watches for as long as it likes, and excludes a bake. */
  readonly watchedByHook: boolean;
}

/** Warns of alarms that can't act in time, at the end of synth. */
export function warnOfBlindAlarms(scope: IConstruct, watch: Watch): void {
  if (watch.alarms.length === 0) return;
  warnOfHaste(scope, watch);
  for (const alarm of watch.alarms) {
    warnOfFewCalls(scope, watch.plan, alarm);
    warnOfWarmUp(scope, watch, alarm);
  }
}

function warnOfHaste(scope: IConstruct, { plan, bake, watchedByHook }: Watch): void {
  const minutes = bake && exactMinutes(bake);
  if (minutes !== undefined && minutes < SHORTEST_USEFUL_BAKE_MINUTES) {
    Annotations.of(scope).addWarningV2('cdk-canary-lambda:shortBake', `\`bake\` should be ${SHORTEST_USEFUL_BAKE_MINUTES} minutes or more, got: ${bake!.toString()}. `
      + 'CloudWatch has the numbers of a minute one to three minutes later, so this bake watches next to nothing');
  }
  if (bake || watchedByHook || plan.shiftMinutes === undefined || plan.shiftMinutes >= ALARM_DELAY_MINUTES) return;
  Annotations.of(scope).addWarningV2('cdk-canary-lambda:hastyRollout', `the rollout should take ${ALARM_DELAY_MINUTES} minutes or more, `
    + `or have a \`bake\`, got: ${plan.shiftMinutes} minutes. CloudWatch has the numbers of a minute one to three minutes later, so the alarms come after its end`);
}

/** CloudWatch ignores a percentile of fewer than 10 / (1 - percentile) calls. */
function warnOfFewCalls(scope: IConstruct, { firstShare }: RolloutPlan, { alarm, percentile, minutes }: BoundAlarm): void {
  if (percentile === undefined || minutes === undefined || firstShare === undefined) return;
  const calls = Math.round(1000 / (100 - percentile));
  const rate = Math.ceil(calls / (minutes * 60) / (firstShare / 100));
  if (rate <= MUCH_TRAFFIC) return;
  Annotations.of(scope).addWarningV2(`cdk-canary-lambda:fewCalls:${alarm.node.path}`, `${alarm.node.path} needs ${calls} calls of the new version in ${minutes} minutes, `
    + `which is ${rate} calls a second of the whole function while ${firstShare} % go to the new version; with fewer it never fires. Choose a lower \`percentile\`, or a larger first share`);
}

/** A new alarm that warms up has no state for that long, and CodeDeploy takes that for quiet. */
function warnOfWarmUp(scope: IConstruct, { plan, bake }: Watch, { alarm }: BoundAlarm): void {
  const warmUp = warmUpMinutes(alarm.node.defaultChild);
  const bakeMinutes = bake ? exactMinutes(bake) : 0;
  if (warmUp === undefined || plan.shiftMinutes === undefined || bakeMinutes === undefined || warmUp < plan.shiftMinutes + bakeMinutes) return;
  Annotations.of(scope).addWarningV2(`cdk-canary-lambda:warmUp:${alarm.node.path}`, `${alarm.node.path} warms up for ${warmUp} minutes after each change of it, `
    + `got: a rollout that is watched for ${plan.shiftMinutes + bakeMinutes} minutes. In a deploy that creates or changes this alarm nobody watches by it`);
}

/** The property is newer than the CDK that we build with, so it is read as it stands in the template. */
function warmUpMinutes(resource?: IConstruct): number | undefined {
  if (!resource || !CfnResource.isCfnResource(resource)) return undefined;
  const { Resources } = Stack.of(resource).resolve(rendering(resource)) as { Resources: Record<string, Rendered> };
  const value = Object.values(Resources)[0].Properties?.WarmUpConfiguration?.WarmUpPeriodDurationInMinutes;
  return typeof value === 'number' ? value : undefined;
}
