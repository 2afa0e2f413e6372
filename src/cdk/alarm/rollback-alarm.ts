import { type Duration, type CfnResource, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type Construct } from 'constructs';
import { followVersion } from './follow-version';
import { type VersionMetricTarget, versionMetric } from './version-metric';
import { foreignProblem, percentProblem, type Problem, tokenUnitProblem, wholeNumberProblem } from '../shared/checks';
import { CanaryLambdaError, refuse } from '../shared/errors';
import { timeoutOf } from '../shared/function-timeout';

/** When an alarm goes off. */
export interface EvaluationOptions {
  /**
   * How many one-minute periods the alarm evaluates.
   *
   * A whole number from 1 to 60.
   *
   * @default 1 for the error rate, 3 for latency
   */
  readonly evaluationPeriods?: number;

  /**
   * How many of these periods must be above the threshold.
   *
   * A whole number from 1 to `evaluationPeriods`.
   *
   * @default - for the error rate all of `evaluationPeriods`; for latency 2 of them, or all if their number is 1 or a token
   */
  readonly datapointsToAlarm?: number;
}

/** Options of `RollbackAlarm.errorRate()`. */
export interface ErrorRateOptions extends EvaluationOptions {
  /**
   * Share of failed invocations of the new version above which the rollout is rolled back.
   *
   * In percent, above 0 and below 100.
   */
  readonly percent: number;

  /**
   * How many errors a minute must have for its rate to count: one error in thirty calls does not prove a rate of 3 %.
   *
   * A whole number from 1 to 1,000,000.
   *
   * @default 3
   */
  readonly minimumErrors?: number;
}

/** Options of `RollbackAlarm.latency()`. */
export interface LatencyOptions extends EvaluationOptions {
  /**
   * Percentile of the duration of the new version's invocations.
   *
   * In percent, from 50 up to, but not including, 100. CloudWatch ignores a percentile of too few calls: it wants 10 / (1 - percentile) of the
   * new version within the evaluated minutes, which is 100 for the 90th percentile, 200 for the 95th and 1,000 for the 99th. With fewer the
   * alarm never fires. At a first share of 10 % and three minutes, 100 calls are some 6 calls a second of the whole function.
   *
   * @default 90
   */
  readonly percentile?: number;

  /**
   * Duration above which the rollout is rolled back.
   *
   * Below the function's timeout: no call takes longer than that.
   */
  readonly threshold: Duration;
}

/** The 99th would need ten times the calls of most functions' canaries (decisions/0016). */
const DEFAULT_PERCENTILE = 90;

/** An alarm of one canary. */
export interface BoundAlarm {
  readonly alarm: cloudwatch.IAlarm;
  /** For a percentile, which CloudWatch ignores where it has too few calls: the percentile, and the minutes that are evaluated. */
  readonly percentile?: number;
  readonly minutes?: number;
}

/** What a `RollbackAlarm` needs to know about the canary. */
interface AlarmTarget extends VersionMetricTarget {
  readonly iVersion: lambda.IVersion;
  readonly function: lambda.Function;
}

/**
 * An alarm that rolls a rollout back while traffic shifts, and, with `bake`, afterwards.
 *
 * CloudWatch has the numbers of a minute one to three minutes later, so an alarm goes off no sooner.
 *
 * - `errorRate()`: too many failed invocations of the new version. The default, at 1 %.
 * - `latency()`: the new version is too slow.
 * - `of()`: an alarm of your own, such as the age of a queue.
 *
 * The first two watch the new version alone, with a new alarm for each version, so that errors of the old version never roll back
 * the version that fixes them. Missing data (no traffic) does not set them off.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * declare const queueAge: cloudwatch.Alarm;
 * new CanaryLambda(this, 'Orders', {
 *   function: ordersFn,
 *   alarms: [
 *     // more than 2 % of the invocations fail in a minute
 *     RollbackAlarm.errorRate({ percent: 2 }),
 *     // 1 in 10 invocations takes longer than 800 ms
 *     RollbackAlarm.latency({ threshold: Duration.millis(800) }),
 *     // anything else that CloudWatch measures
 *     RollbackAlarm.of(queueAge),
 *   ],
 * });
 */
export abstract class RollbackAlarm {
  /**
   * Rolls back when the new version fails too large a share of its invocations.
   *
   * Counts Lambda's `Errors` (exceptions, timeouts, crashes), not HTTP 500 responses that the function returns.
   *
   * @throws if a number is out of its range.
   *
   * @example
   * RollbackAlarm.errorRate({ percent: 1, minimumErrors: 3 });
   */
  public static errorRate(options: ErrorRateOptions): RollbackAlarm {
    return new ErrorRateAlarm(options);
  }

  /**
   * Rolls back when a percentile of the new version's duration is too long.
   *
   * Needs traffic: with fewer than 100 calls of the new version within three minutes (at the defaults) the alarm never fires; see `percentile`.
   *
   * @throws if a number is out of its range.
   *
   * @example
   * RollbackAlarm.latency({ percentile: 95, threshold: Duration.millis(800) });
   */
  public static latency(options: LatencyOptions): RollbackAlarm {
    return new LatencyAlarm(options);
  }

  /**
   * Rolls back on an alarm of your own.
   *
   * If the alarm is already in the ALARM state when a rollout starts, it rolls that rollout back at once, even if the new version is the fix
   * (see `skip`).
   * Avoid composite alarms: AWS does not document whether CodeDeploy reads them.
   *
   * @example
   * declare const queueAge: cloudwatch.Alarm;
   * RollbackAlarm.of(queueAge);
   */
  public static of(alarm: cloudwatch.IAlarm): RollbackAlarm {
    return new ExistingAlarm(alarm);
  }

  /** @internal */
  public abstract _bind(scope: Construct, target: AlarmTarget): BoundAlarm;
}

class ErrorRateAlarm extends RollbackAlarm {
  constructor(private readonly options: ErrorRateOptions) {
    super();
    refuse('RollbackAlarm.errorRate()', percentProblem('percent', options.percent),
      wholeNumberProblem('minimumErrors', options.minimumErrors ?? 3, 1, 1_000_000), ...evaluationProblems(options));
  }

  /** @internal */
  public _bind(scope: Construct, target: AlarmTarget): BoundAlarm {
    const { percent, minimumErrors = 3, evaluationPeriods = 1, datapointsToAlarm } = this.options;
    const alarm = versionAlarm(scope, 'ErrorRateAlarm', target, {
      metric: new cloudwatch.MathExpression({
        expression: `IF(errors >= ${minimumErrors}, 100 * errors / invocations, 0)`,
        usingMetrics: {
          errors: versionMetric(target, 'Errors', { statistic: cloudwatch.Stats.SUM }),
          invocations: versionMetric(target, 'Invocations', { statistic: cloudwatch.Stats.SUM }),
        },
        period: versionMetric(target, 'Errors').period,
        label: 'Failed share of invocations (%)',
      }),
      threshold: percent,
      evaluationPeriods,
      datapointsToAlarm,
      alarmDescription: `More than ${percent} % of the new version's invocations fail (at least ${minimumErrors} errors in a minute)`,
    });
    return { alarm };
  }
}

class LatencyAlarm extends RollbackAlarm {
  constructor(private readonly options: LatencyOptions) {
    super();
    const { percentile = DEFAULT_PERCENTILE, threshold } = options;
    refuse('RollbackAlarm.latency()', percentileProblem(percentile),
      tokenUnitProblem('threshold', threshold, 'millis'), ...evaluationProblems({ evaluationPeriods: 3, ...options }));
  }

  /** @internal */
  public _bind(scope: Construct, target: AlarmTarget): BoundAlarm {
    const { percentile = DEFAULT_PERCENTILE, threshold, evaluationPeriods = 3 } = this.options;
    const alarm = versionAlarm(scope, 'LatencyAlarm', target, {
      metric: versionMetric(target, 'Duration', { statistic: cloudwatch.Stats.percentile(percentile) }),
      threshold: threshold.toMilliseconds(),
      evaluationPeriods,
      datapointsToAlarm: this.options.datapointsToAlarm ?? mostOf(evaluationPeriods),
      evaluateLowSampleCountPercentile: 'ignore',
      alarmDescription: `The p${percentile} duration of the new version is above ${threshold.toMilliseconds()} ms`,
    });
    alarm.node.addValidation({ validate: () => thresholdProblems(threshold, timeoutOf(target.function)) });
    return { alarm, percentile, minutes: Token.isUnresolved(evaluationPeriods) ? undefined : evaluationPeriods };
  }
}

class ExistingAlarm extends RollbackAlarm {
  constructor(private readonly alarm: cloudwatch.IAlarm) {
    super();
  }

  /** @internal */
  public _bind(): BoundAlarm {
    return { alarm: this.alarm };
  }
}

/** Binds an alarm; throws if it does not come from a factory. @internal */
export function bindRollbackAlarm(scope: Construct, alarm: RollbackAlarm, target: AlarmTarget): BoundAlarm {
  if (typeof alarm._bind === 'function') return alarm._bind(scope, target);
  throw new CanaryLambdaError(scope, foreignProblem('alarms', alarm, 'RollbackAlarm', 'a factory such as RollbackAlarm.errorRate() or RollbackAlarm.of()'));
}

function versionAlarm(scope: Construct, kind: string, target: AlarmTarget, props: cloudwatch.AlarmProps): cloudwatch.Alarm {
  const taken = scope.node.children.filter(child => child.node.id.startsWith(kind)).length;
  const alarm = new cloudwatch.Alarm(scope, taken ? `${kind}${taken + 1}` : kind, {
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    ...props,
  });
  followVersion(alarm.node.defaultChild as CfnResource, target.iVersion);
  return alarm;
}

function percentileProblem(percentile: number): Problem {
  if (Token.isUnresolved(percentile)) return '`percentile` must be known at synth, got: a token';
  if (percentile >= 50 && percentile < 100) return undefined;
  const meant = percentile >= 0.5 && percentile < 1 ? `. Write ${Number((100 * percentile).toFixed(6))}` : '';
  return `\`percentile\` must be from 50 up to, but not including, 100, in percent, got: ${percentile}${meant}`;
}

/** Lambda ends a call at the timeout, so its duration never exceeds that. */
function thresholdProblems(threshold: Duration, timeout?: Duration): string[] {
  if (!timeout || timeout.isUnresolved() || threshold.isUnresolved() || threshold.toMilliseconds() < timeout.toMilliseconds()) return [];
  return [`\`threshold\` must be below the function's timeout, ${timeout.toSeconds()} seconds, or the alarm never fires, got: ${threshold.toString()}. `
    + 'RollbackAlarm.errorRate() counts the calls that reach the timeout'];
}

function evaluationProblems({ evaluationPeriods = 1, datapointsToAlarm }: EvaluationOptions): Problem[] {
  const most = Token.isUnresolved(evaluationPeriods) ? 60 : evaluationPeriods;
  return [
    wholeNumberProblem('evaluationPeriods', evaluationPeriods, 1, 60),
    datapointsToAlarm === undefined ? undefined : wholeNumberProblem('datapointsToAlarm', datapointsToAlarm, 1, most),
  ];
}

/** Two periods; all periods if there is only one, or if their number is a token. */
function mostOf(periods: number): number {
  return Token.isUnresolved(periods) ? periods : Math.min(2, periods);
}
