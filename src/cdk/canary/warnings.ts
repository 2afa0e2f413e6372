import { Annotations } from 'aws-cdk-lib';
import { type IConstruct } from 'constructs';
import { type RolloutOptions } from './canary-lambda-props';

/** Warns of options that `Rollout.none()` ignores: it calls no hook and watches no alarm. */
export function warnOfIgnoredOptions(scope: IConstruct, options: RolloutOptions): void {
  const { beforeTraffic, afterTraffic, bake, alarms, onConflict, notifications } = options;
  const ignored = Object.entries({ beforeTraffic, afterTraffic, bake, alarms, onConflict, notifications }).filter(([, value]) => value !== undefined);
  for (const [name] of ignored) {
    Annotations.of(scope).addWarningV2(`cdk-canary-lambda:ignored:${name}`,
      `\`${name}\` has no effect with Rollout.none(): pass it to addRollout(), together with a rollout`);
  }
}

/** Warns of alarms and listeners on a canary that never got a rollout. */
export function warnOfIdleAdditions(scope: IConstruct, additions: { alarms: number; listeners: boolean }): void {
  const idle = [additions.alarms > 0 && 'addAlarm()', additions.listeners && 'onRollout…()'].filter(Boolean);
  if (idle.length === 0) return;
  Annotations.of(scope).addWarningV2('cdk-canary-lambda:noRollout', `${idle.join(' and ')} must have a rollout to act on, got: Rollout.none(). Call addRollout()`);
}
