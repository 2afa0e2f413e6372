import { type Duration } from 'aws-cdk-lib';
import { type Limit } from './limit';
import { type SettlingOptions } from './sequential-analysis-options';

/**
 * Options of `Analysis.thresholds()`. At least one limit.
 *
 * Where every default comes from: `decisions/0010-the-verdict.md`.
 */
export interface ThresholdAnalysisOptions {
  /**
   * Limit on the failed share of the new version's calls.
   *
   * In percent, or percentage points.
   *
   * @default - no limit
   */
  readonly errorRate?: Limit;

  /**
   * Limit on the new version's median duration.
   *
   * In milliseconds.
   *
   * @default - no limit
   */
  readonly p50?: Limit;

  /**
   * Limit on the new version's p99 duration.
   *
   * In milliseconds.
   *
   * @default - no limit
   */
  readonly p99?: Limit;

  /**
   * Calls a minute below which a version's minute is not judged.
   *
   * A whole number from 1 to 1,000,000. A minute that is not judged neither lengthens a row of bad minutes nor ends it.
   *
   * @default 20
   */
  readonly minRequests?: number;

  /**
   * Judged minutes, one after the other, over a limit that roll back.
   *
   * As many must have been judged before promotion. A whole number from 1 to 60.
   *
   * @default 3
   */
  readonly consecutive?: number;

  /**
   * Minutes in which every limit must have been judged before promotion.
   *
   * Whole minutes, at least one; a shorter window needs no more than its own length.
   *
   * @default Duration.minutes(10)
   */
  readonly minimumTime?: Duration;

  /**
   * When numbers are complete.
   *
   * @default - see SettlingOptions
   */
  readonly settling?: SettlingOptions;
}
