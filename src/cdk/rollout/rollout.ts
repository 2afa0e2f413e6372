import { type Duration, Token } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import { type Construct } from 'constructs';
import { type ShiftMode } from '../../protocol/rollout-resource';
import { exactMinutes, foreignProblem, type Problem, wholeMinutesProblem, wholeNumberProblem } from '../shared/checks';
import { CanaryLambdaError, refuse } from '../shared/errors';
import { MAX_SHIFT_MINUTES } from '../shared/quotas';
import { StackRuntime } from '../shared/stack-runtime';

/** What a `Rollout` means for one canary. */
export interface RolloutPlan {
  readonly shiftMode: ShiftMode;
  /** Minutes from the first shift to the last, and the share of the first shift in percent; absent if a token hides them. */
  readonly shiftMinutes?: number;
  readonly firstShare?: number;
  /** Absent if CodeDeploy has no part in it. */
  readonly deploymentConfig?: codedeploy.ILambdaDeploymentConfig;
}

/** How much traffic shifts at once, and how much time passes until the next shift. */
export interface ShiftOptions {
  /**
   * Share of the traffic that each shift moves to the new version.
   *
   * In percent, a whole number from 1 to 99.
   */
  readonly percentage: number;

  /**
   * Time between two shifts.
   *
   * Whole minutes, at least one; at most 2,880 minutes (48 hours) from the first shift to the last.
   */
  readonly interval: Duration;
}

/**
 * How traffic moves from the old version to the new one.
 *
 * The first deploy of an alias shifts nothing: there is no old version yet. After that:
 *
 * - `canary()`: a first share of the traffic, then all the rest. The usual choice.
 * - `linear()`: the same share again and again. For changes whose harm shows only under more load.
 * - `allAtOnce()`: all traffic in one step, with hooks and rollback, and with a `bake` also alarms. For a new execution role or dead-letter queue.
 * - `none()`: no rollout yet; `addRollout()` configures it later.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * const rollouts = [
 *   // 10 % first, all the rest after ten minutes without an alarm
 *   Rollout.canary({ percentage: 10, interval: Duration.minutes(10) }),
 *   // 20 % more every two minutes
 *   Rollout.linear({ percentage: 20, interval: Duration.minutes(2) }),
 *   // 100 % at once, still watched
 *   Rollout.allAtOnce(),
 *   // 100 % at once and not watched, until addRollout() is called
 *   Rollout.none(),
 * ];
 * new CanaryLambda(this, 'Orders', { function: ordersFn, rollout: rollouts[0] });
 */
export abstract class Rollout {
  /**
   * Shifts a first share of the traffic, then, after one interval without an alarm, all the rest.
   *
   * Uses CodeDeploy's predefined configuration where the numbers match one (10 % for 5, 10, 15 or 30 minutes);
   * otherwise one configuration that all canaries of the stack with the same numbers share.
   *
   * @throws if `percentage` or `interval` is out of its range.
   *
   * @example
   * Rollout.canary({ percentage: 10, interval: Duration.minutes(10) });
   */
  public static canary(options: ShiftOptions): Rollout {
    return new TimedRollout('Canary', options);
  }

  /**
   * Shifts the same share again and again, one interval apart, until the new version has all traffic.
   *
   * Uses CodeDeploy's predefined configuration where the numbers match one (10 % every 1, 2, 3 or 10 minutes);
   * otherwise one configuration that all canaries of the stack with the same numbers share.
   *
   * @throws if `percentage` or `interval` is out of its range, or the whole shift takes longer than 2,880 minutes.
   *
   * @example
   * Rollout.linear({ percentage: 10, interval: Duration.minutes(1) });
   */
  public static linear(options: ShiftOptions): Rollout {
    return new TimedRollout('Linear', options);
  }

  /**
   * Shifts all traffic in one step, still with hooks and rollback.
   *
   * Alarms need a `bake`: without one the rollout ends some seconds after the shift, minutes before an alarm can know of it.
   *
   * Use it for a deploy that changes the function's execution role or dead-letter queue:
   * Lambda refuses to split traffic between versions that differ in these.
   *
   * @example
   * Rollout.allAtOnce();
   */
  public static allAtOnce(): Rollout {
    return new AllAtOnceRollout();
  }

  /**
   * Creates no rollout: CloudFormation moves the alias at once, without hooks, alarms or rollback.
   *
   * Use it for a canary whose rollout is configured later, with `addRollout()`.
   *
   * @example
   * declare const ordersFn: lambda.Function;
   * const orders = new CanaryLambda(this, 'Orders', { function: ordersFn, rollout: Rollout.none() });
   * orders.addRollout({ rollout: Rollout.canary({ percentage: 5, interval: Duration.minutes(15) }) });
   */
  public static none(): Rollout {
    return new NoRollout();
  }

  /** @internal */
  public abstract _bind(scope: Construct): RolloutPlan;
}

class TimedRollout extends Rollout {
  constructor(private readonly kind: 'Canary' | 'Linear', private readonly options: ShiftOptions) {
    super();
    refuse(`Rollout.${kind.toLowerCase()}()`, ...shiftProblems(options.percentage, options.interval, this.intervals()));
  }

  /** @internal */
  public _bind(scope: Construct): RolloutPlan {
    const { percentage, interval } = this.options;
    const known = !Token.isUnresolved(percentage);
    const minutes = known ? exactMinutes(interval) : undefined;
    return {
      shiftMode: 'WEIGHTED',
      deploymentConfig: this.predefined() ?? this.custom(scope),
      shiftMinutes: minutes && minutes * this.intervals(),
      firstShare: known ? percentage : undefined,
    };
  }

  private intervals(): number {
    const { percentage } = this.options;
    return this.kind === 'Canary' || Token.isUnresolved(percentage) ? 1 : Math.ceil(100 / percentage) - 1;
  }

  /** CodeDeploy's own configuration with these numbers: custom ones count towards a quota of 50 to 200 per account. */
  private predefined(): codedeploy.ILambdaDeploymentConfig | undefined {
    const minutes = exactMinutes(this.options.interval);
    if (minutes === undefined || this.options.percentage !== 10) return undefined;
    const { LambdaDeploymentConfig: Config } = codedeploy;
    const known: Record<string, codedeploy.ILambdaDeploymentConfig> = {
      Canary5: Config.CANARY_10PERCENT_5MINUTES,
      Canary10: Config.CANARY_10PERCENT_10MINUTES,
      Canary15: Config.CANARY_10PERCENT_15MINUTES,
      Canary30: Config.CANARY_10PERCENT_30MINUTES,
      Linear1: Config.LINEAR_10PERCENT_EVERY_1MINUTE,
      Linear2: Config.LINEAR_10PERCENT_EVERY_2MINUTES,
      Linear3: Config.LINEAR_10PERCENT_EVERY_3MINUTES,
      Linear10: Config.LINEAR_10PERCENT_EVERY_10MINUTES,
    };
    return known[`${this.kind}${minutes}`];
  }

  private custom(scope: Construct): codedeploy.ILambdaDeploymentConfig {
    const { percentage } = this.options;
    const minutes = exactMinutes(this.options.interval);
    const shared = minutes !== undefined && !Token.isUnresolved(percentage);
    const routing = codedeploy.TrafficRouting[this.kind === 'Canary' ? 'timeBasedCanary' : 'timeBasedLinear'](this.options);
    const owner = shared ? StackRuntime.of(scope) : scope;
    const id = shared ? `${this.kind}${percentage}Percent${minutes}Minutes` : 'DeploymentConfig';
    return (owner.node.tryFindChild(id) as codedeploy.LambdaDeploymentConfig | undefined)
      ?? new codedeploy.LambdaDeploymentConfig(owner, id, { trafficRouting: routing });
  }
}

class AllAtOnceRollout extends Rollout {
  /** @internal */
  public _bind(): RolloutPlan {
    return { shiftMode: 'ALL_AT_ONCE', shiftMinutes: 0, firstShare: 100, deploymentConfig: codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE };
  }
}

class NoRollout extends Rollout {
  /** @internal */
  public _bind(): RolloutPlan {
    return { shiftMode: 'UNGUARDED' };
  }
}

/** Binds a rollout; throws if it does not come from a factory. @internal */
export function bindRollout(scope: Construct, rollout: Rollout): RolloutPlan {
  if (typeof rollout._bind === 'function') return rollout._bind(scope);
  throw new CanaryLambdaError(scope, foreignProblem('rollout', rollout, 'Rollout', 'a factory such as Rollout.canary()'));
}

/** What is wrong with the numbers of a shift in steps. */
function shiftProblems(percentage: number, interval: Duration, intervals: number): Problem[] {
  return [
    wholeNumberProblem('percentage', percentage, 1, 99, ' (percent)'),
    wholeMinutesProblem('interval', interval),
    shiftTimeProblem(interval, intervals),
  ];
}

/** The time from the first shift to the last: one interval for a canary; for a linear rollout one less than it has shifts. */
function shiftTimeProblem(interval: Duration, intervals: number): Problem {
  const minutes = exactMinutes(interval);
  if (minutes === undefined || minutes * intervals <= MAX_SHIFT_MINUTES) return undefined;
  const sum = intervals === 1 ? `${minutes}` : `${intervals} × ${minutes} = ${intervals * minutes}`;
  return `\`interval\` must keep the whole shift within ${MAX_SHIFT_MINUTES} minutes (48 hours), got: ${sum} minutes`;
}
