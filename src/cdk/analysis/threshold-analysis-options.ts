import { type Duration } from 'aws-cdk-lib';
import { type Limit } from './limit';
import { type SettlingOptions } from './sequential-analysis-options';

/**
 * Options of `Analysis.thresholds()`. At least one limit is required.
 *
 * No prop accepts it yet: observed rollouts come in a later release.
 *
 * Where every default comes from: `decisions/0010-the-verdict.md`.
 */
export interface ThresholdAnalysisOptions {
  /**
   * Limit on the share of failed calls of the new version.
   *
   * In percent, or in percentage points for `Limit.delta()`.
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
   * How many calls a version must have in a minute for that minute to be judged.
   *
   * A whole number from 1 to 1,000,000. A minute that is not judged neither continues a row of bad minutes nor ends it.
   *
   * @default 20
   */
  readonly minRequests?: number;

  /**
   * How many judged minutes in a row must be above a limit for a rollback.
   *
   * Promotion needs at least as many judged minutes. A whole number from 1 to 60.
   *
   * @default 3
   */
  readonly consecutive?: number;

  /**
   * In how many minutes every limit must have been judged before promotion.
   *
   * Whole minutes, at least one. A window that is shorter than this needs only its own length.
   *
   * @default Duration.minutes(10)
   */
  readonly minimumTime?: Duration;

  /**
   * When the numbers of a minute are complete.
   *
   * @default - see SettlingOptions
   */
  readonly settling?: SettlingOptions;
}
