import { type Construct } from 'constructs';
import { type SequentialAnalysisOptions } from './sequential-analysis-options';
import { sequentialSettings } from './sequential-settings';
import { type ThresholdAnalysisOptions } from './threshold-analysis-options';
import { thresholdSettings } from './threshold-settings';
import { type AnalysisSettings } from '../../analysis';
import { foreignProblem } from '../shared/checks';
import { CanaryLambdaError } from '../shared/errors';

/**
 * How an observed rollout judges the new version against the old version while both serve customers.
 *
 * No prop accepts it yet: observed rollouts come in a later release.
 *
 * A person can always decide first. Time is counted in settled minutes: those whose numbers are complete.
 *
 * - `sequential()`: a statistical test that needs no tuning. The usual choice.
 * - `thresholds()`: limits, judged minute by minute. For limits that you have agreed on already.
 * - `manual()`: the evidence is shown, and a person decides.
 *
 * @example
 * // rolls back as soon as harm is proven, promotes once it is excluded
 * Analysis.sequential();
 * // rolls back after three minutes in a row above a limit
 * Analysis.thresholds({ errorRate: Limit.delta(1), p99: Limit.ratio(1.2) });
 * // decides nothing
 * Analysis.manual();
 */
export abstract class Analysis {
  /**
   * Compares failed and slow calls of both versions with a test that stays valid however often it is evaluated.
   *
   * It rolls back as soon as harm is proven, without waiting for a number of calls; it promotes once harm is excluded; otherwise it
   * is inconclusive. With the defaults at most 2 of 100 healthy versions are rolled back, extensions of the window included. This holds as
   * long as calls fail independently, or in bursts like the old version's, and no more than 5 % (or twice the usual share) of all calls
   * fail.
   *
   * `npx cdk-canary-lambda plan` shows which harm it can detect at your traffic, and how soon.
   *
   * @throws if a number is out of its range or not known at synth.
   *
   * @example
   * Analysis.sequential({ falseRollbackBudget: 1, errors: { floor: 0.5 } });
   */
  public static sequential(options: SequentialAnalysisOptions = {}): Analysis {
    return new PlainAnalysis(sequentialSettings(options));
  }

  /**
   * Compares the new version with limits, minute by minute.
   *
   * Depending on the traffic, fixed limits raise false alarms or miss real harm. At 5 calls a second, 10 % of them to the new version, a
   * single error in a minute is already a rate of 3 %. At 500 calls a second, five times as many errors as before can stay below a limit of
   * 1 %. Prefer `Analysis.sequential()`.
   *
   * @throws if there is no limit, or a number is out of its range or not known at synth.
   *
   * @example
   * Analysis.thresholds({ errorRate: Limit.delta(1), p99: Limit.ratio(1.2) });
   */
  public static thresholds(options: ThresholdAnalysisOptions): Analysis {
    return new PlainAnalysis(thresholdSettings(options));
  }

  /**
   * Leaves the decision to a person. The evidence of `Analysis.sequential()` is shown, but decides nothing.
   *
   * @example
   * Analysis.manual();
   */
  public static manual(): Analysis {
    return new PlainAnalysis({ ...sequentialSettings({}), kind: 'manual', guard: undefined });
  }

  /** @internal */
  public abstract _render(): AnalysisSettings;
}

class PlainAnalysis extends Analysis {
  constructor(private readonly settings: AnalysisSettings) {
    super();
  }

  /** @internal */
  public _render(): AnalysisSettings {
    return this.settings;
  }
}

/** The settings of an analysis as plain JSON; throws if it does not come from a factory. @internal */
export function renderAnalysis(scope: Construct, analysis: Analysis): AnalysisSettings {
  if (typeof analysis._render === 'function') return analysis._render();
  throw new CanaryLambdaError(scope, foreignProblem('analysis', analysis, 'Analysis', 'a factory such as Analysis.sequential()'));
}
