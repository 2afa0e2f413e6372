import { type Duration } from 'aws-cdk-lib';
import { type AnalysisMetric } from './analysis-metric';

/**
 * How one metric of `Analysis.sequential()` is tested. The defaults are right for nearly everyone.
 *
 * Where they come from: `decisions/0010-the-verdict.md`; what they lead to: `bench/results/verdict.md`.
 */
export interface MetricTestOptions {
  /**
   * Probability that a healthy new version is rolled back for this metric, however often and however long one looks.
   *
   * In percent, above 0 and below 100; with the other metrics' and the guard's at most `falseRollbackBudget`.
   *
   * @default - half of `falseRollbackBudget` for errors, a fifth for each latency
   */
  readonly falseRollback?: number;

  /**
   * How many times the old version's share of bad calls is still no harm; for the median, of the odds of a bad call.
   *
   * At least 1.
   *
   * @default - 1 for errors, 1.5 for the tail (new sandboxes and cold caches are no regression), 1.1 for the median
   */
  readonly tolerance?: number;

  /**
   * Sizes of harm that evidence is gathered for, as multiples of `tolerance`.
   *
   * Each above 1. More of them find harm of an unknown size almost as soon as one of a known size: the price of seven is ln 7.
   *
   * @default - [1.5, 2, 3, 5, 10, 25, 60]; for the median [1.25, 1.5, 2, 3, 5]
   */
  readonly effects?: number[];

  /**
   * How many times the old version's share of bad calls is a harm that must be excluded before promotion; for the median, of the odds.
   *
   * Above `tolerance`.
   *
   * @default 2
   */
  readonly harmRatio?: number;

  /**
   * Ratios to the old version that speak for health where harm is to be excluded.
   *
   * Each above 0 and below `harmRatio`.
   *
   * @default [0.5, 1, 1.25]
   */
  readonly healthyRatios?: number[];

  /**
   * Share of bad calls below which the new version is well whatever the old one does.
   *
   * In percent, above 0 and below 100. Lower it to forbid a small harm that is still below it, at the price of more calls to promote:
   * about 430 without an error at 1 %.
   *
   * @default - 1 for errors, 3 for the tail, none for the median, half of whose calls are "slow" by definition
   */
  readonly floor?: number;

  /**
   * φ: how much more bad calls vary from minute to minute than independent calls would.
   *
   * At least 1. Bursts that hit one version, such as a sick sandbox's, are fewer pieces of evidence than they have calls; they are
   * taken for clusters of (φ + 1)/2 bad calls on average.
   *
   * @default - measured from the old version's 24 hours before the rollout, outages left out, at most 20
   */
  readonly dispersion?: number;
}

/**
 * A loose limit on both versions together, for harm that the comparison cannot see because it reaches the old version too.
 *
 * It rolls back once it is *proven* that the true share of failed calls was above the limit, and the newest minutes still are. It cannot
 * tell a shared outage that the new version caused from one that it did not: whoever would rather sit outages out switches it off.
 *
 * Where every number comes from: `decisions/0010-the-verdict.md`.
 */
export interface AnalysisGuardOptions {
  /**
   * Whether there is such a limit.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Failed share of all calls of the alias up to which nothing is done.
   *
   * In percent, above 0 and below 100. Set it above what the function does on a bad day.
   *
   * @default 5
   */
  readonly errorRate?: number;

  /**
   * How many times its usual share of failed calls a function may fail, if that is more than `errorRate`.
   *
   * At least 1. The usual share is the old version's in the 24 hours before the rollout; if it is not known, `errorRate` alone counts.
   *
   * @default 2
   */
  readonly historyRatio?: number;

  /**
   * How many settled minutes with calls, one after the other, must be above the limit, beside the proof.
   *
   * A whole number from 1 to 60. An outage that is over sooner does not roll back.
   *
   * @default 3
   */
  readonly minutes?: number;

  /**
   * Probability to roll back though the true share never was above the limit, however often and however long one looks.
   *
   * In percent, above 0 and below 100; with the metrics' at most `falseRollbackBudget`.
   *
   * @default - a tenth of `falseRollbackBudget`
   */
  readonly falseRollback?: number;
}

/**
 * What the new version must show before it is promoted. Rolling back waits for none of this.
 *
 * Where every number comes from: `decisions/0010-the-verdict.md`.
 */
export interface PromotionOptions {
  /**
   * Settled minutes to observe at least.
   *
   * In as many, each metric must have been measured and the new version called. Whole minutes, at least one; a shorter window needs no
   * more than its own length.
   *
   * @default Duration.minutes(10)
   */
  readonly minimumTime?: Duration;

  /**
   * Calls of the new version to observe at least.
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
   * Evidence of harm that may just have begun, as odds to one, that every metric must stay below.
   *
   * Above 1. It is not diluted by the time before, so a late leak stops the promotion; 3 of 100 healthy versions wait longer for it.
   *
   * @default 10
   */
  readonly recentCalm?: number;

  /**
   * Probability that harm of `harmRatio` is taken for excluded.
   *
   * In percent, above 0 and below 100.
   *
   * @default 5
   */
  readonly missedHarm?: number;

  /**
   * Whether to promote as soon as all of this holds, instead of at the end of the window.
   *
   * Sooner done, but blind to what shows late, such as a leak.
   *
   * @default false
   */
  readonly early?: boolean;
}

/**
 * When the numbers of a minute are complete, and when they are lost.
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
   * Time beyond the function's time-out until a minute has settled: Lambda sends the numbers of a call when it ends.
   *
   * Whole seconds, at least 60: Lambda sends metrics once a minute. Counts if it makes a minute settle later than `lag` does.
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
   * Missing minutes in a row that make the analysis inconclusive.
   *
   * So many minutes without one of the metrics, at the end, stop the promotion.
   * A whole number from 1 to 60.
   *
   * @default 5
   */
  readonly maximumMissingMinutes?: number;
}

/**
 * Options of `Analysis.sequential()`.
 *
 * Where every default comes from: `decisions/0010-the-verdict.md`; what it leads to: `bench/results/verdict.md`.
 */
export interface SequentialAnalysisOptions {
  /**
   * What is compared.
   *
   * @default - all of AnalysisMetric
   */
  readonly metrics?: AnalysisMetric[];

  /**
   * Probability that a healthy new version is rolled back at all, all metrics and the guard together, however often and long one looks.
   *
   * In percent, above 0 and below 100. A smaller budget finds harm later. It holds for calls that fail independently, or in bursts like
   * the old version's; a shared outage above the guard's limit is not in it.
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
   * Time between two minutes in which harm may be supposed to begin.
   *
   * Whole minutes, at least one. Evidence from before a leak shows then does not drown what comes after it.
   *
   * @default Duration.minutes(5)
   */
  readonly onsetInterval?: Duration;

  /**
   * Evidence of harm, as odds to one, from which the dashboard warns.
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
   * What must be shown before promotion.
   *
   * @default - see PromotionOptions
   */
  readonly promotion?: PromotionOptions;

  /**
   * When numbers are complete.
   *
   * @default - see SettlingOptions
   */
  readonly settling?: SettlingOptions;
}
