import { Annotations } from 'aws-cdk-lib';
import { type Construct } from 'constructs';

/** With `Rollout.none()` there is nothing that could call a hook or watch an alarm: said, rather than lost. */
export function warnOfIgnoredOptions(scope: Construct, options: object): void {
  const { beforeTraffic, afterTraffic, bake, alarms, onConflict, notifications } = options as Record<string, unknown>;
  const ignored = Object.entries({ beforeTraffic, afterTraffic, bake, alarms, onConflict, notifications }).filter(([, value]) => value !== undefined);
  for (const [name] of ignored) {
    Annotations.of(scope).addWarningV2(`cdk-canary-lambda:ignored:${name}`,
      `\`${name}\` has no effect with Rollout.none(): give it to addRollout(), together with a rollout`);
  }
}

/** What was added to a canary that never got a rollout: said, rather than lost. */
export function warnOfIdleAdditions(scope: Construct, additions: { alarms: number; listeners: boolean }): void {
  const idle = [additions.alarms > 0 && 'addAlarm()', additions.listeners && 'onRollout…()'].filter(Boolean);
  if (idle.length === 0) return;
  Annotations.of(scope).addWarningV2('cdk-canary-lambda:noRollout', `${idle.join(' and ')} must have a rollout to act on, got: none. Call addRollout()`);
}
