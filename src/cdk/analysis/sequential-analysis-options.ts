import { type Duration } from 'aws-cdk-lib';
import { type AnalysisMetric } from './analysis-metric';

/**
 * How one metric of `Analysis.sequential()` is tested. The defaults suit nearly every function.
 *
 * No prop accepts it yet: observed rollouts come in a later release.
 *
 * Where they come from: `decisions/0010-the-verdict.md`; what they lead to: `bench/results/verdict.md`.
 */
export interface MetricTestOptions {
  /**
   * Probability that a healthy new version is rolled back for this metric, however often and however long the test is evaluated.
   *
   * In percent, above 0 and below 100. The sum over all metrics and the guard must not exceed `falseRollbackBudget`.
   *
   * @default - half of `falseRollbackBudget` for errors, a fifth for each latency
   */
  readonly falseRollback?: number;

  /**
   * Largest share of bad calls that is no harm, as a multiple of the old version's share (for the median: of the odds of a bad call).
   *
   * At least 1.
   *
   * @default - 1 for errors, 1.5 for the tail (new sandboxes and cold caches are no regression), 1.1 for the median
   */
  readonly tolerance?: number;

  /**
   * Sizes of harm for which the test gathers evidence, as multiples of `tolerance`.
   *
   * Each above 1. With several effects the test finds harm of unknown size almost as soon as harm of known size: seven effects raise the odds
   * that it needs by a factor of 7 at most.
   *
   * @default - [1.5, 2, 3, 5, 10, 25, 60]; for the median [1.25, 1.5, 2, 3, 5]
   */
  readonly effects?: number[];

  /**
   * Harm that must be excluded before promotion, as a multiple of the old version's share of bad calls (for the median: of the odds).
   *
   * Above `tolerance`.
   *
   * @default 2
   */
  readonly harmRatio?: number;

  /**
   * Ratios to the old version's share of bad calls that count as healthy when the test excludes harm.
   *
   * Each above 0 and below `harmRatio`.
   *
   * @default [0.5, 1, 1.25]
   */
  readonly healthyRatios?: number[];

  /**
   * Share of bad calls below which the new version counts as healthy, whatever the old version does.
   *
   * In percent, above 0 and below 100. A lower floor excludes smaller harm, but a promotion then needs more calls: at 1 % about 430
   * without an error.
   *
   * @default - 1 for errors, 3 for the tail; the median has no floor, since half of all calls are "slow" by definition
   */
  readonly floor?: number;

  /**
   * φ: how much more bad calls vary from minute to minute than independent calls would.
   *
   * At least 1. A burst of bad calls that hits one version, such as those of one broken sandbox, is less evidence than as many independent
   * bad calls: the test treats it as clusters of (φ + 1)/2 bad calls on average.
   *
   * @default - measured in the old version's 24 hours before the rollout, without outages; at most 20
   */
  readonly dispersion?: number;
}

/**
 * A loose limit on both versions together, for harm that the comparison can't detect because it affects the old version too.
 *
 * No prop accepts it yet: observed rollouts come in a later release.
 *
 * It rolls back once it is *proven* that the true share of failed calls was above the limit, and the newest minutes still are. It can't
 * tell an outage that the new version caused from any other: switch it off if a rollout should wait until an outage is over.
 *
 * Where every number comes from: `decisions/0010-the-verdict.md`.
 */
export interface AnalysisGuardOptions {
  /**
   * Whether the limit applies.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Limit on the share of failed calls, of all calls of the alias.
   *
   * In percent, above 0 and below 100. Set it above the share that the function has on a bad day.
   *
   * @default 5
   */
  readonly errorRate?: number;

  /**
   * Raises the limit to this many times the usual share of failed calls, if that is more than `errorRate`.
   *
   * At least 1. The usual share is that of the old version in the 24 hours before the rollout; if it is unknown, only `errorRate` counts.
   *
   * @default 2
   */
  readonly historyRatio?: number;

  /**
   * How many settled minutes with calls, in a row, must be above the limit, in addition to the proof.
   *
   * A whole number from 1 to 60. A shorter outage does not roll back.
   *
   * @default 3
   */
  readonly minutes?: number;

  /**
   * Probability that the guard rolls back although the true share was never above the limit, however often and however long it is evaluated.
   *
   * In percent, above 0 and below 100. The sum over all metrics and the guard must not exceed `falseRollbackBudget`.
   *
   * @default - a tenth of `falseRollbackBudget`
   */
  readonly falseRollback?: number;
}

/**
 * What the new version must show before it is promoted. A rollback waits for none of these conditions.
 *
 * No prop accepts it yet: observed rollouts come in a later release.
 *
 * Where every number comes from: `decisions/0010-the-verdict.md`.
 */
export interface PromotionOptions {
  /**
   * How many settled minutes must be observed.
   *
   * In this many minutes each metric must have been measured, and customers must have called the new version. Whole minutes, at least one.
   * A window that is shorter than this needs only its own length.
   *
   * @default Duration.minutes(10)
   */
  readonly minimumTime?: Duration;

  /**
   * How many calls of the new version must be observed.
   *
   * A whole number from 1 to 1,000,000,000.
   *
   * @default 50
   */
  readonly minimumCalls?: number;

  /**
   * Evidence of harm, as odds to one, that every metric must stay below.
   *
   * Above 1.
   *
   * @default 3
   */
  readonly calm?: number;

  /**
   * Evidence of harm that may have begun only recently, as odds to one, that every metric must stay below.
   *
   * Above 1. Earlier minutes do not dilute this evidence, so a late leak stops the promotion. This condition delays the promotion of 3 of 100
   * healthy versions.
   *
   * @default 10
   */
  readonly recentCalm?: number;

  /**
   * Probability that harm of size `harmRatio` is wrongly considered excluded.
   *
   * In percent, above 0 and below 100.
   *
   * @default 5
   */
  readonly missedHarm?: number;

  /**
   * Whether to promote as soon as all these conditions hold, instead of at the end of the window.
   *
   * The rollout ends sooner, but misses harm that shows late, such as a leak.
   *
   * @default false
   */
  readonly early?: boolean;
}

/**
 * When the numbers of a minute are complete, and when they count as missing.
 *
 * No prop accepts it yet: observed rollouts come in a later release.
 *
 * Where every number comes from: `decisions/0010-the-verdict.md`.
 */
export interface SettlingOptions {
  /**
   * Time after the end of a minute until CloudWatch has its numbers.
   *
   * Whole seconds, at least 60: Lambda sends metrics once a minute. Reading half-settled minutes rolls back healthy versions.
   *
   * @default Duration.seconds(120)
   */
  readonly lag?: Duration;

  /**
   * Time beyond the function's timeout until a minute has settled: Lambda sends the numbers of a call when it ends.
   *
   * Whole seconds, at least 60: Lambda sends metrics once a minute. Applies if it makes a minute settle later than `lag` does.
   *
   * @default Duration.seconds(60)
   */
  readonly timeoutMargin?: Duration;

  /**
   * Time to read a settled minute before it counts as missing.
   *
   * Whole seconds.
   *
   * @default Duration.seconds(60)
   */
  readonly grace?: Duration;

  /**
   * How many missing minutes in a row make the analysis inconclusive.
   *
   * If one metric is missing for this many minutes at the end, the version is not promoted.
   * A whole number from 1 to 60.
   *
   * @default 5
   */
  readonly maximumMissingMinutes?: number;
}

/**
 * Options of `Analysis.sequential()`.
 *
 * No prop accepts it yet: observed rollouts come in a later release.
 *
 * Where every default comes from: `decisions/0010-the-verdict.md`; what it leads to: `bench/results/verdict.md`.
 */
export interface SequentialAnalysisOptions {
  /**
   * The metrics to compare.
   *
   * @default - all of AnalysisMetric
   */
  readonly metrics?: AnalysisMetric[];

  /**
   * Probability that a healthy new version is rolled back, over all metrics and the guard, however often and however long they are evaluated.
   *
   * In percent, above 0 and below 100. With a smaller budget harm is found later. The budget holds for calls that fail independently, or in
   * bursts like the old version's; it does not cover a shared outage above the guard's limit.
   *
   * @default 2
   */
  readonly falseRollbackBudget?: number;

  /**
   * How the share of failed calls is tested.
   *
   * @default - see MetricTestOptions
   */
  readonly errors?: MetricTestOptions;

  /**
   * How the share of calls slower than the old p99 is tested.
   *
   * @default - see MetricTestOptions
   */
  readonly tailLatency?: MetricTestOptions;

  /**
   * How the share of calls slower than the old p50 is tested.
   *
   * @default - see MetricTestOptions
   */
  readonly medianLatency?: MetricTestOptions;

  /**
   * Time between two minutes at which the test assumes that harm may begin.
   *
   * Whole minutes, at least one. So minutes from before a leak do not outweigh the evidence after its beginning.
   *
   * @default Duration.minutes(5)
   */
  readonly onsetInterval?: Duration;

  /**
   * Evidence of harm, as odds to one, at which the dashboard warns.
   *
   * Above 1.
   *
   * @default 10
   */
  readonly warning?: number;

  /**
   * The limit on both versions together.
   *
   * @default - see AnalysisGuardOptions
   */
  readonly guard?: AnalysisGuardOptions;

  /**
   * What the new version must show before promotion.
   *
   * @default - see PromotionOptions
   */
  readonly promotion?: PromotionOptions;

  /**
   * When the numbers of a minute are complete.
   *
   * @default - see SettlingOptions
   */
  readonly settling?: SettlingOptions;
}
